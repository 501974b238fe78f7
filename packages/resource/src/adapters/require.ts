import { fixRequirement, type Requirement } from '../guard/requirement.ts'
import { type FastifyReplyLike, sendReply } from './fastify.ts'
import { recall } from './guarded.ts'
import { type HonoContext, toAnswer } from './hono.ts'
import type { NodeRequest } from './node-request.ts'
import { type NodeResponse, sendResponse } from './send-response.ts'

/** What a route requires: middleware of Express and Hono, and a hook of Fastify. */
export interface RouteRequirement {
  (context: HonoContext, next: () => Promise<void>): Promise<Response | undefined>
  (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void): Promise<void>
  (request: NodeRequest, reply: FastifyReplyLike): Promise<unknown>
}

type Next = (error?: unknown) => unknown

/**
 * Requires something of the callers of a route, behind a guard: `app.delete(path, requireCaller({ … }), handler)`
 * in Express and Hono, `preHandler: requireCaller({ … })` in Fastify. All that a requirement can hold may
 * stand in it: `scopes`, `roles`, `authContext`, `maxAge`, `capable` and `allow`.
 *
 * @throws {@link ConfigurationError} for a key that nobody knows, and for what requires nothing by mistake.
 * @example requireCaller({ maxAge: 3600, allow: (caller) => caller.kind === 'user' })
 */
export function requireCaller(requirement: Requirement): RouteRequirement {
  return requireWith(requirement, 'requireCaller')
}

function requireWith(given: Requirement, where: string): RouteRequirement {
  const requirement = fixRequirement(given, where)

  async function decide(own: object): Promise<Response | undefined> {
    const { guard, caller, request, connection } = recall(own)
    const verdict = await (caller
      ? guard.authorize(caller.claims, requirement, request, connection)
      : guard.check(request, requirement, connection))
    return verdict.ok ? undefined : verdict.response
  }

  async function requireInHono(context: HonoContext, next: Next): Promise<Response | undefined> {
    const refusal = await decide(context.req.raw)
    if (refusal) return toAnswer(context, refusal)
    await next()
    return undefined
  }

  async function requireInFastify(request: object, reply: FastifyReplyLike): Promise<unknown> {
    const refusal = await decide(request)
    return refusal && sendReply(reply, refusal)
  }

  async function requireInExpress(
    request: object,
    response: NodeResponse,
    next: Next,
  ): Promise<unknown> {
    try {
      const refusal = await decide(request)
      if (refusal) return await sendResponse(response, refusal)
    } catch (error) {
      return next(error)
    }
    return next()
  }

  // One function for three frameworks, which are told apart by what they call it with: Hono with a
  // function in the second place, Fastify with a reply that can `code`, Express with Node's response.
  // Fastify takes a third parameter for a promise that it must not wait for, so none is declared.
  return ((first: object, second: unknown, ...[next]: [Next]) => {
    if (typeof second === 'function') return requireInHono(first as HonoContext, second as Next)
    if (isReply(second)) return requireInFastify(first, second)
    return requireInExpress(first, second as NodeResponse, next)
  }) as RouteRequirement
}

const isReply = (value: unknown): value is FastifyReplyLike =>
  typeof Object(value).code === 'function'

/**
 * Requires an authentication context such as `c1`; of several, any one. A capable client is challenged.
 *
 * @throws {@link ConfigurationError} without one.
 * @see [Authentication context](https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context)
 */
export const requireAuthContext = (...ids: string[]): RouteRequirement =>
  requireWith({ authContext: ids }, 'requireAuthContext')

/**
 * Requires delegated permissions (`scp`), all of them.
 *
 * @throws {@link ConfigurationError} without one.
 */
export const requireScope = (...scopes: string[]): RouteRequirement =>
  requireWith({ scopes }, 'requireScope')

/**
 * Requires an app role (`roles`), any one of them.
 *
 * @throws {@link ConfigurationError} without one.
 */
export const requireRole = (...roles: string[]): RouteRequirement =>
  requireWith({ roles }, 'requireRole')
