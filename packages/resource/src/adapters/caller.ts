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

const guarded = new WeakMap<object, Guarded>()

export const remember = (key: object, value: Guarded): void => void guarded.set(key, value)

/** @throws {TypeError} where no guard has let the request in: a route must not stand open by mistake. */
export function recall(key: object): Guarded {
  const found = guarded.get(key)
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
