import type { Guard, Verdict } from '../guard/guard.ts'
import type { Requirement } from '../guard/requirement.ts'
import type { AccessTokenClaims, Caller } from '../verify/caller.ts'
import { remember } from './caller.ts'
import { type NodeRequest, toGuardRequest } from './node-request.ts'
import { type NodeResponse, sendResponse } from './send-response.ts'

declare global {
  // The types of Express are extended where they are there, and needed by nobody else.
  namespace Express {
    interface Request {
      /** Who calls; there behind an `expressGuard`. */
      caller: Caller
    }
  }
}

export interface AdapterOptions<Request> {
  /** What every call requires. Default: a valid token. */
  requirement?: Requirement | undefined
  /** The claims of a token that other middleware has verified. Default: the guard verifies the token. */
  claims?: ((request: Request) => AccessTokenClaims | undefined) | undefined
}

/** Middleware of Express, without its types. */
export type ExpressMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/**
 * Guards what comes after it in an Express app, and tells it who calls as `request.caller`.
 * Put `cors()` before it: preflights carry no token.
 */
export function expressGuard(
  guard: Guard,
  options: AdapterOptions<NodeRequest> = {},
): ExpressMiddleware {
  return async function guardExpress(request, response, next) {
    const verdict = await checkNode(guard, request, options)
    if (!verdict.ok) return sendResponse(response, verdict.response)
    Object.assign(request, { caller: verdict.caller })
    next()
  }
}

/** Decides about a request of Node, and remembers it for the requirements of its route. */
export async function checkNode<Request extends NodeRequest>(
  guard: Guard,
  node: Request,
  { requirement, claims }: AdapterOptions<Request>,
): Promise<Verdict> {
  const request = toGuardRequest(node)
  const connection = { peer: node.socket.remoteAddress }
  const verified = claims?.(node)
  const verdict = await (verified
    ? guard.authorize(verified, requirement, request, connection)
    : guard.check(request, requirement, connection))
  if (verdict.ok) remember(node, { guard, caller: verdict.caller, request, connection })
  return verdict
}
