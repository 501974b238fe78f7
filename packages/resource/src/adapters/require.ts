import { checkRequirement, type Requirement } from '../guard/requirement.ts'
import { recall } from './caller.ts'
import { type FastifyReplyLike, sendReply } from './fastify.ts'
import { exposing, type HonoContext } from './hono.ts'
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
 * in Express and Hono, `preHandler: requireCaller({ … })` in Fastify.
 *
 * @throws {@link ConfigurationError} for a requirement that names nothing.
 */
export function requireCaller(requirement: Requirement): RouteRequirement {
  checkRequirement(requirement)
  async function decide(key: object): Promise<Response | undefined> {
    const { guard, caller, request, connection } = recall(key)
    const verdict = await guard.authorize(caller.claims, requirement, request, connection)
    return verdict.ok ? undefined : verdict.response
  }

  // One function for three frameworks, which are told apart by what they call it with: Hono with a
  // function in the second place, Fastify with a reply that can `code`, Express with Node's response.
  async function requireOfRoute(first: object, second: unknown, next?: Next): Promise<unknown> {
    if (typeof second === 'function') {
      const context = first as HonoContext
      const refusal = await decide(context.req.raw)
      if (refusal) return exposing(context, refusal)
      await second()
      return undefined
    }
    const refusal = await decide(first)
    if (isReply(second)) return refusal && sendReply(second, refusal)
    if (refusal) return sendResponse(second as NodeResponse, refusal)
    next?.()
    return undefined
  }
  // Fastify takes a third parameter for a promise that it must not wait for.
  return ((first: object, second: unknown, ...[next]: [Next?]) =>
    requireOfRoute(first, second, next)) as RouteRequirement
}

const isReply = (value: unknown): value is FastifyReplyLike =>
  typeof Object(value).code === 'function'

/**
 * Requires an authentication context such as `c1`; of several, any one. A capable client is challenged.
 *
 * @see [Authentication context](https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context)
 */
export const requireAuthContext = (...ids: string[]): RouteRequirement =>
  requireCaller({ authContext: ids })

/** Requires delegated permissions (`scp`), all of them. */
export const requireScope = (...scopes: string[]): RouteRequirement => requireCaller({ scopes })

/** Requires an app role (`roles`), any one of them. */
export const requireRole = (...roles: string[]): RouteRequirement => requireCaller({ roles })
