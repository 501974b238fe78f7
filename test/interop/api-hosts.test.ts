import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type HttpHandler, HttpRequest, InvocationContext } from '@azure/functions'
import { readClaimsChallenge } from '@caefetch/core'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import {
  createGuard,
  createRevocations,
  type Guard,
  type Requirement,
  type Revocations,
} from '@caefetch/resource'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNest } from './nest-app.fixture.ts'
import { guarded as guardedFunction } from './recipes/azure-functions.ts'
import { koaGuard } from './recipes/koa.ts'
import { guarded as guardedRoute } from './recipes/nextjs.ts'

const mia = 'mfa-user@contoso.test'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(() => emulator.close())

/** A host that answers `{ oid }` on `/`, and requires the context c1 on `/secret`. */
type Host = AsyncDisposable & { send(path: string, headers: HeadersInit): Promise<Response> }

async function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    send: (path, headers) => fetch(url + path, { headers }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const secret: Requirement = { authContext: 'c1' }

type KoaMiddleware = ReturnType<typeof koaGuard>
type KoaContext = Parameters<KoaMiddleware>[0] & { path: string }

/** The types of Koa do not compile beside those of its own dependencies. */
const Koa: new () => {
  use(middleware: (context: KoaContext, next: () => Promise<unknown>) => unknown): void
  callback(): RequestListener
} = createRequire(import.meta.url)('koa')

function startKoa(guard: Guard): Promise<Host> {
  const app = new Koa()
  app.use(koaGuard(guard))
  const requireSecret = koaGuard(guard, secret)
  app.use((context, next) => (context.path === '/secret' ? requireSecret(context, next) : next()))
  app.use((context) => {
    context.body = { oid: context.state.caller?.objectId }
  })
  return listen(app.callback())
}

/** Without the worker of Azure Functions, which calls handlers with this very class. */
async function startFunctions(guard: Guard): Promise<Host> {
  const handler = (requirement: Requirement): HttpHandler =>
    guardedFunction(guard, requirement, (_request, _context, caller) => ({
      jsonBody: { oid: caller.objectId },
    }))
  return {
    async send(path, headers) {
      const url = `https://orders.azurewebsites.test${path}`
      const plain = Object.fromEntries(new Headers(headers))
      const request = new HttpRequest({ method: 'GET', url, headers: plain })
      const answer = await handler(path === '/secret' ? secret : {})(
        request,
        new InvocationContext(),
      )
      const { status = 200, body, jsonBody, headers: own } = Object(answer)
      return new Response(body ?? JSON.stringify(jsonBody), { status, headers: own })
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Route handlers are functions of `Request` and `Response`, which Next.js calls. */
async function startNext(guard: Guard): Promise<Host> {
  const route = (requirement: Requirement) =>
    guardedRoute<{ params: Promise<object> }>(guard, requirement, (_request, _context, caller) =>
      Response.json({ oid: caller.objectId }),
    )
  return {
    send: async (path, headers) => {
      const request = new Request(`https://orders.test${path}`, { headers })
      return route(path === '/secret' ? secret : {})(request, { params: Promise.resolve({}) })
    },
    async [Symbol.asyncDispose]() {},
  }
}

describe.each([
  ['Koa', startKoa],
  ['NestJS', (guard: Guard) => startNest(guard, secret)],
  ['Azure Functions', startFunctions],
  ['a route handler of Next.js', startNext],
] as const)('%s', (_name, start) => {
  let host: Host
  let revocations: Revocations
  beforeAll(async () => {
    const { tenantId, issuer, jwksUri } = emulator
    const audience = emulator.audience('api://orders')
    revocations = createRevocations()
    host = await start(createGuard({ tenantId, audience, issuer, jwksUri, revocations }))
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const tokenOf = async (more: { mfa?: boolean } = {}) => {
    const scopes = ['api://orders/orders.read']
    const token = await emulator.accessToken({ client: 'spa', user: mia, scopes, ...more })
    return { authorization: `Bearer ${token}` }
  }

  it('lets a caller in, and says who it is', async () => {
    const response = await host.send('/', await tokenOf())
    expect([response.status, await response.json()]).toEqual([200, { oid: emulator.objectId(mia) }])
  })

  it('refuses who has no token, and tells what is wanted', async () => {
    const response = await host.send('/', {})
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=""/)
    expect(response.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
    expect(await response.json()).toMatchObject({ error: 'unauthorized' })
  })

  it('asks for a step-up, and lets in who has stepped up', async () => {
    const response = await host.send('/secret', await tokenOf())
    expect(readClaimsChallenge(response)).toMatchObject({
      claims: { access_token: { acrs: { value: 'c1' } } },
    })
    expect((await host.send('/secret', await tokenOf({ mfa: true }))).status).toBe(200)
  })

  it('refuses a revoked token on the very next request', async () => {
    const token = await tokenOf()
    expect((await host.send('/', token)).status).toBe(200)
    await revocations.revoke({ tid: emulator.tenantId, oid: emulator.objectId(mia) })
    const challenge = readClaimsChallenge(await host.send('/', token))
    expect(challenge?.claims).toMatchObject({ access_token: { nbf: { essential: true } } })
  })
})
