import type { Connection, Guard } from '../guard/guard.ts'
import type { GuardRequest } from '../guard/requirement.ts'
import type { Caller } from '../verify/caller.ts'

/** What a guard made of a request, for the requirements of its route. */
export interface Guarded {
  readonly guard: Guard
  /** Undefined where a call without a token was let in. */
  readonly caller: Caller | undefined
  readonly request: GuardRequest
  readonly connection: Connection
}

// On the request itself, because a WeakMap would cost each call more than its revocation look-up.
const guarded = Symbol('guarded')

export const remember = (request: object, value: Guarded): void =>
  void Object.assign(request, { [guarded]: value })

/** @throws {TypeError} where no guard has let the request in: a route must not stand open by mistake. */
export function recall(request: object): Guarded {
  const { [guarded]: value } = Object(request) as { [guarded]?: Guarded }
  if (value) return value
  throw new TypeError(
    'No guard has seen this request: put expressGuard, fastifyGuard or honoGuard before the route.',
  )
}

/**
 * Who calls: give it the request of Express or Fastify, or Hono's `c.req.raw`.
 *
 * @throws {TypeError} where no guard has let the request in, or one that is `optional` let it in without a
 * token: there `request.caller` and `c.var.caller` are undefined.
 */
export function callerOf(request: object): Caller {
  const { caller } = recall(request)
  if (caller) return caller
  throw new TypeError('The call has no token, and so no caller: the guard before it is optional.')
}
