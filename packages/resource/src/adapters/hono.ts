import type { Guard } from '../guard/guard.ts'
import type { Caller } from '../verify/caller.ts'
import type { AdapterOptions } from './adapter-options.ts'
import { createCheck } from './check-call.ts'
import { alsoExposed } from './exposed-headers.ts'

/** The variables that {@link honoGuard} sets: `new Hono<{ Variables: GuardVariables }>()`. */
export interface GuardVariables {
  /** Who calls. */
  caller: Caller
}

/** What a context of Hono is used for. */
export interface HonoContext {
  /** The request, with the standard one in it. */
  readonly req: { readonly raw: Request }
  /** The response, once there is one. */
  readonly res: Response
  /** What the runtime hands over, such as Node's request. */
  readonly env?: unknown
  /** Keeps a variable for what comes after. */
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
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 */
export function honoGuard(guard: Guard, options: AdapterOptions<Request> = {}): HonoMiddleware {
  const check = createCheck(guard, options, 'honoGuard')
  return async function guardHono(context, next) {
    const request = context.req.raw
    const checked = await check({ own: request, request, connection: { peer: peerOf(context) } })
    if ('refusal' in checked) return toAnswer(context, checked.refusal)
    context.set('caller', checked.caller)
    await next()
    return undefined
  }
}

/** Headers that were set before the answer win over its own in Hono, so they must expose it. */
export function toAnswer({ res }: HonoContext, response: Response): Response {
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
