// This folder is an oracle: it guards its API without @caefetch/resource, because that package and the
// clients are tried against it, and must not be measured by their own code and their own mistakes.
import type { ClaimsRequest } from '@caefetch/core'
import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { Emulator } from '../emulator.ts'
import { createOutdated } from '../revocation/outdated.ts'
import { listen } from '../server/listen.ts'
import { createOrders, type Order } from './orders.ts'
import { createRefusals } from './refusals.ts'
import { type AccessClaims, createVerifier } from './verify.ts'

/** One request to the API. */
export interface OrdersRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Whether the API did what was asked; a refused request does nothing. */
  readonly executed: boolean
}

export interface OrdersApiOptions {
  /** TCP port on loopback; 0 picks a free one, `false` opens none (use `fetch`). Default: 0. */
  port?: number | false | undefined
  /** Makes the answer that challenges. Default: the one that Entra documents. */
  challenge?: ((claims: ClaimsRequest) => Response) | undefined
  /** What stands before the API, and may answer in its place: throttle, or break down. Default: nothing. */
  gateway?: ((request: Request) => Response | undefined) | undefined
}

/** A demo API for `api://orders` that validates the emulator's tokens and challenges. */
export interface OrdersApi extends AsyncDisposable {
  /** `http://localhost:PORT`; `https://orders.test` when it has no socket. */
  readonly url: string
  /** Every request, oldest first. */
  readonly requests: readonly OrdersRequest[]
  /** The orders there are. */
  orders(): Order[]
  /** How often each POST was executed, by its `Idempotency-Key` or else its body. */
  executions(): ReadonlyMap<string, number>
  /** Answers a request without a socket. */
  fetch(request: Request): Promise<Response>
  close(): Promise<void>
}

interface Env {
  Variables: { claims: AccessClaims }
}

/**
 * Starts the demo API: `GET /orders`, `POST /orders`, `DELETE /orders/:id` (behind the
 * authentication context `c1`) and `GET /me`.
 */
export async function startOrdersApi(
  emulator: Emulator,
  options: OrdersApiOptions = {},
): Promise<OrdersApi> {
  const { port = 0 } = options
  const verify = createVerifier(emulator)
  const refusals = createRefusals(`${emulator.url}/common/oauth2/authorize`, options.challenge)
  const orders = createOrders()
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

  const permitted =
    (scope: string, role: string): MiddlewareHandler<Env> =>
    async (c, next) => {
      const { scopes, roles } = c.var.claims
      if (!scopes.includes(scope) && !roles.includes(role)) {
        return refusals.missingPermission(`The scope ${scope} or the role ${role} is needed.`)
      }
      return next()
    }

  const inContext =
    (id: string): MiddlewareHandler<Env> =>
    async (c, next) => {
      const { authContexts, isCapable } = c.var.claims
      if (!authContexts.includes(id)) return refusals.missingContext(id, isCapable)
      return next()
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
  app.get('/me', (c) => {
    const { oid, user, clientId, authContexts } = c.var.claims
    return c.json({ oid, user, clientId, authContexts })
  })
  app.get('/orders', permitted('orders.read', 'Orders.Read.All'), (c) => c.json(orders.list()))
  app.post('/orders', permitted('orders.write', 'Orders.ReadWrite.All'), async (c) => {
    const text = await c.req.text()
    const order = orders.place(c.req.header('idempotency-key') ?? text, readBody(text))
    return c.json(order, 201)
  })
  app.delete(
    '/orders/:id',
    inContext('c1'),
    permitted('orders.write', 'Orders.ReadWrite.All'),
    (c) =>
      orders.remove(c.req.param('id')) ? c.body(null, 204) : c.json({ error: 'not_found' }, 404),
  )

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
    requests,
    orders: orders.list,
    executions: orders.executions,
    fetch: answer,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
