import type { Caller, Guard, Requirement } from '@caefetch/resource'

type RouteHandler<Context> = (request: Request, context: Context) => Response | Promise<Response>
type GuardedHandler<Context> = (
  request: Request,
  context: Context,
  caller: Caller,
) => Response | Promise<Response>

/** In `app/orders/route.ts`: `export const GET = guarded(guard, { scopes: 'orders.read' }, …)`. */
export const guarded =
  <Context>(
    guard: Guard,
    requirement: Requirement,
    handler: GuardedHandler<Context>,
  ): RouteHandler<Context> =>
  async (request, context) => {
    const verdict = await guard.check(request, requirement)
    return verdict.ok ? handler(request, context, verdict.caller) : verdict.response
  }
