import type { Caller, Guard, Requirement } from '@caefetch/resource'

/** What is used of a context of Koa, whose own type fits. */
interface Context {
  readonly method: string
  readonly url: string
  readonly req: { readonly socket: { readonly remoteAddress?: string | undefined } }
  readonly state: { caller?: Caller }
  status: number
  body: unknown
  get(name: string): string
  set(headers: Record<string, string>): void
}

/** `app.use(koaGuard(guard))`, and on a route `koaGuard(guard, { scopes: 'orders.read' })`. */
export const koaGuard =
  (guard: Guard, requirement: Requirement = {}) =>
  async (context: Context, next: () => Promise<unknown>): Promise<unknown> => {
    const { method, url, req } = context
    const headers = { get: (name: string) => context.get(name) || null }
    const connection = { peer: req.socket.remoteAddress }
    const verdict = await guard.check({ headers, method, url }, requirement, connection)
    if (verdict.ok) {
      context.state.caller = verdict.caller
      return next()
    }
    context.status = verdict.response.status
    context.set(Object.fromEntries(verdict.response.headers))
    context.body = await verdict.response.text()
    return undefined
  }
