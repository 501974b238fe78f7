import type { Guard } from '../guard/guard.ts'
import type { Caller } from '../verify/caller.ts'
import type { AdapterOptions } from './adapter-options.ts'
import { createCheck } from './check-call.ts'
import { type NodeRequest, toIncoming } from './node-request.ts'
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

/** Middleware of Express, without its types. */
export type ExpressMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/**
 * Guards what comes after it in an Express app, and tells it who calls as `request.caller`.
 * Put `cors()` before it: preflights carry no token.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function expressGuard(
  guard: Guard,
  options: AdapterOptions<NodeRequest> = {},
): ExpressMiddleware {
  const check = createCheck(guard, options, 'expressGuard')
  return async function guardExpress(request, response, next) {
    // Express 4 does not wait for middleware: what it does not hear of leaves the call without an answer.
    try {
      const checked = await check(toIncoming(request))
      if ('refusal' in checked) return await sendResponse(response, checked.refusal)
      Object.assign(request, { caller: checked.caller })
    } catch (error) {
      return next(error)
    }
    next()
  }
}
