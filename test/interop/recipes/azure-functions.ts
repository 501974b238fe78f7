import type {
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions'
import type { Caller, Guard, Requirement } from '@caefetch/resource'

type GuardedHandler = (
  request: HttpRequest,
  context: InvocationContext,
  caller: Caller,
) => HttpResponseInit | Promise<HttpResponseInit>

/** `app.http('orders', { authLevel: 'anonymous', handler: guarded(guard, { scopes: 'orders.read' }, …) })` */
export const guarded =
  (guard: Guard, requirement: Requirement, handler: GuardedHandler): HttpHandler =>
  async (request, context) => {
    const verdict = await guard.check(request, requirement)
    if (verdict.ok) return handler(request, context, verdict.caller)
    const { status, headers } = verdict.response
    return { status, headers: Object.fromEntries(headers), body: await verdict.response.text() }
  }
