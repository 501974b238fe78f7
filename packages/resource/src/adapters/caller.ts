import type { Connection, Guard } from '../guard/guard.ts'
import type { GuardRequest } from '../guard/requirement.ts'
import type { Caller } from '../verify/caller.ts'

/** What a guard made of a request, for the requirements of its route. */
export interface Guarded {
  readonly guard: Guard
  readonly caller: Caller
  readonly request: GuardRequest
  readonly connection: Connection
}

// On the request itself, because a WeakMap would cost each call more than its revocation look-up.
const guarded = Symbol('guarded')

export const remember = (request: object, value: Guarded): void =>
  void Object.assign(request, { [guarded]: value })

/** @throws {TypeError} where no guard has let the request in: a route must not stand open by mistake. */
export function recall(request: object): Guarded {
  const { [guarded]: found } = request as { [guarded]?: Guarded }
  if (found) return found
  throw new TypeError(
    'No guard has seen this request: put expressGuard, fastifyGuard or honoGuard before the route.',
  )
}

/**
 * Who calls: give it the request of Express or Fastify, or Hono's `c.req.raw`.
 *
 * @throws {TypeError} where no guard has let the request in.
 */
export const callerOf = (request: object): Caller => recall(request).caller
