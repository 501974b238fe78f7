// This folder is an oracle: it guards its API without @caefetch/resource, because that package and the
// clients are tried against it, and must not be measured by their own code and their own mistakes.
import { type ClaimsRequest, ConfigurationError } from '@caefetch/core'
import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { Emulator } from '../emulator.ts'
import { createOutdated } from '../revocation/outdated.ts'
import { listen } from '../server/listen.ts'
import { defaultRoutes, ordersPermissions } from './default-routes.ts'
import { createOrders, type Order } from './orders.ts'
import { createRefusals } from './refusals.ts'
import { type OrdersRoute, type OrdersRoutes, readRouteName } from './route.ts'
import { type AccessClaims, createVerifier } from './verify.ts'

/** One request to the API. */
export interface OrdersRequest {
  /** The method of the request. */
  readonly method: string
  /** The path of the request, without its query. */
  readonly path: string
  /** The status of the answer. */
  readonly status: number
  /** Whether the API did what was asked; a refused request does nothing. */
  readonly executed: boolean
}

/** Options of {@link startOrdersApi}. */
export interface OrdersApiOptions {
  /** TCP port on loopback; 0 picks a free one, `false` opens none (use `fetch`). Default: 0. */
  port?: number | false | undefined
  /** The API it stands for, by application ID URI. Default: `api://orders`, or else the tenant's only one. */
  api?: string | undefined
  /**
   * What it serves, e.g. `{ 'DELETE /invoices/:id': { scopes: ['invoices.write'], authContext: 'c1' } }`.
   * Default: the orders below; for an API of one's own any of its permissions will do.
   */
  routes?: OrdersRoutes | undefined
  /** Makes the answer that challenges. Default: the one that Entra documents. */
  challenge?: ((claims: ClaimsRequest) => Response) | undefined
  /** What stands before the API, and may answer in its place: throttle, or break down. Default: nothing. */
  gateway?: ((request: Request) => Response | undefined) | undefined
}

const ordersUri = 'api://orders'

/** A demo API that validates the emulator's tokens and challenges. */
export interface OrdersApi extends AsyncDisposable {
  /** `http://localhost:PORT`; `https://orders.test` when it has no socket. */
  readonly url: string
  /** The application ID URI that its tokens are for. */
  readonly uri: string
  /** Every request, oldest first. */
  readonly requests: readonly OrdersRequest[]
  /** The orders there are. */
  orders(): Order[]
  /** How often each POST was executed, by its `Idempotency-Key` or else its body. */
  executions(): ReadonlyMap<string, number>
  /** Answers a request without a socket. */
  fetch(request: Request): Promise<Response>
  /** Stops serving. */
  close(): Promise<void>
}

interface Env {
  Variables: { claims: AccessClaims }
}

/**
 * Starts the demo API: `GET /orders`, `POST /orders`, `DELETE /orders/:id` (behind the
 * authentication context `c1`) and `GET /me`; or an API of one's own.
 *
 * @throws {@link ConfigurationError} for an API that the tenant does not have, and for a route that is none
 * @example
 * await startOrdersApi(emulator, {
 *   api: 'api://invoices',
 *   routes: { 'GET /invoices': { scopes: ['invoices.read'] } },
 * })
 */
export async function startOrdersApi(
  emulator: Emulator,
  options: OrdersApiOptions = {},
): Promise<OrdersApi> {
  const { port = 0, api: uri = onlyApi(emulator) } = options
  const verify = createVerifier(emulator, uri)
  const refusals = createRefusals(`${emulator.url}/common/oauth2/authorize`, options.challenge)
  const orders = createOrders()
  const permissions = uri === ordersUri ? ordersPermissions : anyPermission(emulator, uri)
  const { routes = defaultRoutes(orders, permissions) } = options
  const requests: OrdersRequest[] = []
  const outdated = createOutdated()
  const unsubscribe = emulator.events.subscribe(outdated.learn)

  const authenticated: MiddlewareHandler<Env> = async (c, next) => {
    const [, token] = /^bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    if (token === undefined) return refusals.noToken()
    const claims = await verify(token).catch(() => undefined)
    if (!claims) return refusals.invalidToken('The access token is invalid or expired.')
    const demand = outdated.demandFor(claims)
    if (demand) return refusals.outdated(demand, claims.isCapable)
    c.set('claims', claims)
    return next()
  }

  const allowed =
    ({ scopes, roles, authContext }: OrdersRoute): MiddlewareHandler<Env> =>
    async (c, next) => {
      const { claims } = c.var
      if (authContext !== undefined && !claims.authContexts.includes(authContext)) {
        return refusals.missingContext(authContext, claims.isCapable)
      }
      const isFree = !scopes && !roles
      const holds = (names: readonly string[] = [], held: readonly string[]): boolean =>
        names.some((name) => held.includes(name))
      if (isFree || holds(scopes, claims.scopes) || holds(roles, claims.roles)) return next()
      const needed = [
        ...(scopes ?? []).map((name) => `the scope ${name}`),
        ...(roles ?? []).map((name) => `the role ${name}`),
      ].join(' or ')
      return refusals.missingPermission(`${needed.replace(/^t/, 'T')} is needed.`)
    }

  const app = new Hono<Env>()
  app.use(async (c, next) => {
    await next()
    if (c.req.method === 'OPTIONS') return
    const { status, ok } = c.res
    requests.push({ method: c.req.method, path: c.req.path, status, executed: ok })
  })
  app.use(cors({ origin: (origin) => origin, exposeHeaders: ['WWW-Authenticate'] }))
  app.use(async (c, next) => options.gateway?.(c.req.raw) ?? next())
  app.use(authenticated)
  for (const [name, route] of Object.entries(routes)) {
    const { method, path } = readRouteName(name)
    const { respond = () => Response.json({}) } = route
    app.on(method, path, allowed(route), (c) => respond(c.req.raw, c.var.claims))
  }

  const { answer, stop: hide } = emulator.page.show((request) => app.fetch(request))
  const leave = (): void => {
    unsubscribe()
    hide()
  }
  const server = port === false ? undefined : await listen(port).catch(failed)
  server?.answer(answer)

  function failed(error: unknown): never {
    leave()
    throw error
  }

  async function close(): Promise<void> {
    leave()
    await server?.close()
  }

  return {
    url: server ? `http://localhost:${server.port}` : 'https://orders.test',
    uri,
    requests,
    orders: orders.list,
    executions: orders.executions,
    fetch: answer,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The API that is meant when none is named: `api://orders`, or else the only one there is. */
function onlyApi({ apis }: Emulator): string {
  if (apis.includes(ordersUri)) return ordersUri
  const [uri, ...others] = apis
  if (uri !== undefined && others.length === 0) return uri
  const choice = apis.length === 0 ? 'the tenant has none' : `it has ${apis.join(', ')}`
  throw new ConfigurationError(
    `startOrdersApi: say which API of the tenant it is (\`api\`): ${choice}`,
  )
}

/** Any permission of an API of one's own will do for the default routes. */
function anyPermission(emulator: Emulator, uri: string): Parameters<typeof defaultRoutes>[1] {
  const { scopes, roles } = emulator.permissions(uri)
  return { read: { scopes, roles }, write: { scopes, roles } }
}
