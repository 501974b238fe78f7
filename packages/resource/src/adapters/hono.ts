import type { Guard } from '../guard/guard.ts'
import type { Caller } from '../verify/caller.ts'
import { remember } from './caller.ts'
import type { AdapterOptions } from './express.ts'
import { alsoExposed } from './send-response.ts'

/** The variables that {@link honoGuard} sets: `new Hono<{ Variables: GuardVariables }>()`. */
export interface GuardVariables {
  caller: Caller
}

/** What a context of Hono is used for. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
  readonly res: Response
  readonly env?: unknown
  set(key: string, value: unknown): void
}

/** Middleware of Hono, without its types. */
export type HonoMiddleware = (
  context: HonoContext,
  next: () => Promise<void>,
) => Promise<Response | undefined>

/**
 * Guards what comes after it in a Hono app, and tells it who calls as `c.var.caller`.
 * The address at the other end is taken from `@hono/node-server`, where that serves.
 */
export function honoGuard(guard: Guard, options: AdapterOptions<Request> = {}): HonoMiddleware {
  const { requirement, claims } = options
  return async function guardHono(context, next) {
    const request = context.req.raw
    const connection = { peer: peerOf(context) }
    const verified = claims?.(request)
    const verdict = await (verified
      ? guard.authorize(verified, requirement, request, connection)
      : guard.check(request, requirement, connection))
    if (!verdict.ok) return exposing(context, verdict.response)
    const { caller } = verdict
    remember(request, { guard, caller, request, connection })
    context.set('caller', caller)
    await next()
    return undefined
  }
}

/** Headers that were set before the answer win over its own in Hono, so they must expose it. */
export function exposing({ res }: HonoContext, response: Response): Response {
  const name = 'access-control-expose-headers'
  const before = res.headers.get(name)
  const value = response.headers.get(name)
  if (before && value) res.headers.set(name, alsoExposed(before, value))
  return response
}

function peerOf({ env }: HonoContext): string | undefined {
  const { incoming } = Object(env) as {
    incoming?: { socket?: { remoteAddress?: string | undefined } }
  }
  return incoming?.socket?.remoteAddress
}
