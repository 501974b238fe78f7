import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readClaimsChallenge } from '@caefetch/core'
import { type Emulator, startEmulator } from '@caefetch/emulator'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  callerOf,
  createGuard,
  createRevocations,
  expressGuard,
  fastifyGuard,
  type Guard,
  type GuardVariables,
  honoGuard,
  requireAuthContext,
  requireCaller,
  requireRole,
  requireScope,
} from '../index.ts'

const mia = 'mfa-user@contoso.test'

interface App extends AsyncDisposable {
  url: string
}

async function startExpress(guard: Guard): Promise<App> {
  const app = express()
  app.use((_request, response, next) => {
    response.setHeader('Access-Control-Expose-Headers', 'X-Total, ETag')
    next()
  })
  app.use(expressGuard(guard))
  app.get('/orders', requireScope('orders.read'), (request, response) => {
    response.json({ oid: request.caller.objectId, same: callerOf(request) === request.caller })
  })
  app.get('/write', requireScope('orders.write'), (_request, response) => void response.json({}))
  app.get('/role', requireRole('Orders.Read.All'), (_request, response) => void response.json({}))
  app.delete('/orders', requireAuthContext('c1'), (_request, response) => void response.json({}))
  app.get('/me', requireCaller({ allow: () => false }), (_request, response) => {
    response.json({})
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function startFastify(guard: Guard): Promise<App> {
  const app = fastify()
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Access-Control-Expose-Headers', 'X-Total, ETag')
  })
  app.addHook('onRequest', fastifyGuard(guard))
  app.get('/orders', { preHandler: requireScope('orders.read') }, async (request) => {
    const caller = callerOf(request)
    return { oid: caller.objectId, same: Reflect.get(request, 'caller') === caller }
  })
  app.get('/write', { preHandler: requireScope('orders.write') }, async () => ({}))
  app.get('/role', { preHandler: [requireRole('Orders.Read.All')] }, async () => ({}))
  app.delete('/orders', { preHandler: requireAuthContext('c1') }, async () => ({}))
  app.get('/me', { preHandler: requireCaller({ allow: () => false }) }, async () => ({}))
  return {
    url: await app.listen({ port: 0, host: '127.0.0.1' }),
    [Symbol.asyncDispose]: () => app.close(),
  }
}

async function startHono(guard: Guard): Promise<App> {
  const app = new Hono<{ Variables: GuardVariables }>()
  app.use(cors({ origin: '*', exposeHeaders: ['X-Total', 'ETag'] }))
  app.use(honoGuard(guard))
  app.get('/orders', requireScope('orders.read'), (c) => {
    const { caller } = c.var
    return c.json({ oid: caller.objectId, same: callerOf(c.req.raw) === caller })
  })
  app.get('/write', requireScope('orders.write'), (c) => c.json({}))
  app.get('/role', requireRole('Orders.Read.All'), (c) => c.json({}))
  app.delete('/orders', requireAuthContext('c1'), (c) => c.json({}))
  app.get('/me', requireCaller({ allow: () => false }), (c) => c.json({}))
  const { promise, resolve } = Promise.withResolvers<number>()
  const options = { port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
  const server = serve({ fetch: app.fetch, ...options }, ({ port }) => resolve(port))
  return {
    url: `http://127.0.0.1:${await promise}`,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}

describe.each([
  ['Express', startExpress],
  ['Fastify', startFastify],
  ['Hono', startHono],
] as const)('%s', (_name, start) => {
  let emulator: Emulator
  let app: App
  const revocations = createRevocations()
  beforeAll(async () => {
    emulator = await startEmulator()
    const { tenantId, issuer, jwksUri } = emulator
    const audience = emulator.audience('api://orders')
    const location = { networks: ['127.0.0.1'] }
    app = await start(createGuard({ tenantId, audience, issuer, jwksUri, revocations, location }))
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await emulator.close()
  })

  async function send(path: string, token?: string, method = 'GET'): Promise<Response> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return fetch(`${app.url}${path}`, { method, headers })
  }
  const tokenOf = (more: { user?: string; mfa?: boolean; capabilities?: string[] } = {}) =>
    emulator.accessToken({
      client: 'spa',
      user: mia,
      scopes: ['api://orders/orders.read'],
      ...more,
    })

  it('lets a caller in, and says who it is', async () => {
    const response = await send('/orders', await tokenOf())
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ oid: emulator.objectId(mia), same: true })
  })

  it('refuses who has no token', async () => {
    const response = await send('/orders')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=""/)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toMatchObject({ error: 'unauthorized' })
  })

  it('exposes the challenge to other origins, besides what the app exposes', async () => {
    const responses = [await send('/orders'), await send('/orders', await tokenOf(), 'DELETE')]
    for (const response of responses) {
      expect(response.headers.get('access-control-expose-headers')?.split(/, ?/)).toEqual(
        expect.arrayContaining(['X-Total', 'ETag', 'WWW-Authenticate']),
      )
    }
  })

  it.each(['/write', '/role', '/me'])('answers 403 where %s is not permitted', async (path) => {
    const response = await send(path, await tokenOf())
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('asks for a step-up, and lets in who has stepped up', async () => {
    const response = await send('/orders', await tokenOf(), 'DELETE')
    expect(readClaimsChallenge(response)).toMatchObject({
      status: 401,
      claims: { access_token: { acrs: { essential: true, value: 'c1' } } },
    })
    expect((await send('/orders', await tokenOf({ mfa: true }), 'DELETE')).status).toBe(200)
  })

  it('tells an incapable client instead', async () => {
    const response = await send('/orders', await tokenOf({ capabilities: [] }), 'DELETE')
    expect(response.status).toBe(403)
    expect(readClaimsChallenge(response)).toBeUndefined()
  })

  it('refuses a revoked token on the very next request', async () => {
    const token = await tokenOf()
    expect((await send('/orders', token)).status).toBe(200)
    await revocations.revoke({ tid: emulator.tenantId, oid: emulator.objectId(mia) })
    const response = await send('/orders', token)
    expect(readClaimsChallenge(response)?.claims).toMatchObject({
      access_token: { nbf: { essential: true } },
    })
    expect((await send('/orders', await tokenOf())).status).toBe(200)
  })
})

describe('a requirement without a guard', () => {
  it('lets nobody in', async () => {
    const app = new Hono()
    app.onError((error, c) => c.text(error.message, 500))
    app.get('/', requireScope('any'), (c) => c.text('in'))
    const response = await app.request('/')
    expect(response.status).toBe(500)
    expect(await response.text()).toMatch(/^No guard has seen this request/)
  })
})

describe('a requirement that names nothing', () => {
  it.each<[string, () => unknown]>([
    ['contexts', () => requireAuthContext()],
    ['scopes', () => requireScope()],
    ['roles', () => requireRole()],
    ['an empty scope', () => requireScope('')],
    ['an empty list', () => requireCaller({ authContext: [] })],
    ['a lost setting', () => requireAuthContext(...([undefined] as unknown as string[]))],
    ['no age', () => requireCaller({ maxAge: Number.NaN })],
  ])('opens no route: %s', (_what, create) => {
    expect(create).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})

describe('a guard after someone else’s verifier', () => {
  const claims = { iat: 1, tid: 't', oid: 'o', scp: 'orders.read', xms_cc: 'cp1' }
  const tenantId = '11111111-1111-4111-8111-111111111111'
  const guard = createGuard({ tenantId, audience: 'api://orders' })

  it('takes the payload that is there, and challenges', async () => {
    const app = new Hono()
    app.use(honoGuard(guard, { claims: () => claims }))
    app.get('/', requireScope('orders.read'), (c) => c.text('in'))
    app.delete('/', requireAuthContext('c1'), (c) => c.text('in'))
    expect((await app.request('/')).status).toBe(200)
    const response = await app.request('/', { method: 'DELETE' })
    expect(readClaimsChallenge(response)).toBeDefined()
  })
})
