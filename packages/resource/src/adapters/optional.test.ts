import fastify from 'fastify'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  callerOf,
  expressGuard,
  fastifyGuard,
  type GuardVariables,
  honoGuard,
  requireScope,
} from '../index.ts'
import { setGuard, sign, userClaims } from '../issuer.fixture.ts'
import { startExpress } from './express.fixture.ts'

const { guard } = setGuard()
const optional = { optional: true }

type Send = (path: string, authorization?: string) => Promise<Response>

async function startWithExpress(): Promise<[Send, AsyncDisposable]> {
  const app = await startExpress(5, (router) => {
    router.use(expressGuard(guard, optional))
    router.get('/', (request, response) => response.json({ oid: request.caller?.objectId ?? null }))
    router.get('/own', requireScope('orders.read'), (request, response) => {
      response.json({ oid: callerOf(request).objectId })
    })
    router.get('/caller', (request, response) => response.json(callerOf(request)))
  })
  return [app.send, app]
}

async function startWithFastify(): Promise<[Send, AsyncDisposable]> {
  const app = fastify()
  app.addHook('onRequest', fastifyGuard(guard, optional))
  app.get('/', async (request) => {
    const caller = Reflect.get(request, 'caller')
    return { oid: caller?.objectId ?? null }
  })
  app.get('/own', { preHandler: requireScope('orders.read') }, async (request) => ({
    oid: callerOf(request).objectId,
  }))
  app.get('/caller', async (request) => callerOf(request))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const send: Send = (path, authorization) =>
    fetch(url + path, { headers: authorization ? { authorization } : {} })
  return [send, { [Symbol.asyncDispose]: () => app.close() }]
}

async function startWithHono(): Promise<[Send, AsyncDisposable]> {
  const app = new Hono<{ Variables: Partial<GuardVariables> }>()
  app.use(honoGuard(guard, optional))
  app.get('/', (c) => c.json({ oid: c.var.caller?.objectId ?? null }))
  app.get('/own', requireScope('orders.read'), (c) => c.json({ oid: callerOf(c.req.raw).objectId }))
  app.get('/caller', (c) => c.json(callerOf(c.req.raw)))
  const send: Send = async (path, authorization) =>
    app.request(path, { headers: authorization ? { authorization } : {} })
  return [send, { async [Symbol.asyncDispose]() {} }]
}

describe.each([
  ['Express', startWithExpress],
  ['Fastify', startWithFastify],
  ['Hono', startWithHono],
] as const)('an optional guard of %s', (_name, start) => {
  it('lets a call without a token pass, with no caller, and refuses a bad one', async () => {
    const [send, app] = await start()
    await using _app = app
    const good = `Bearer ${await sign(userClaims())}`
    const oid = 'user-of-contoso'
    expect(await (await send('/')).json()).toEqual({ oid: null })
    expect(await (await send('/', 'Basic dTpw')).json()).toEqual({ oid: null })
    expect(await (await send('/', good)).json()).toEqual({ oid })
    expect((await send('/', 'Bearer undefined')).status).toBe(401)
    expect((await send('/', 'Bearer')).status).toBe(400)
  })

  it('leaves it to a route to require a token', async () => {
    const [send, app] = await start()
    await using _app = app
    const response = await send('/own')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*scope="[^"]*orders.read"/)
    expect((await send('/own', `Bearer ${await sign(userClaims())}`)).status).toBe(200)
    expect((await send('/caller')).status).toBe(500)
  })
})
