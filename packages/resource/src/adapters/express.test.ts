import express, { type ErrorRequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { push, setReceiver, signEvent } from '../events/transmitter.fixture.ts'
import {
  createEventReceiver,
  expressGuard,
  expressHandler,
  fastifyGuard,
  type Guard,
  honoGuard,
  requireCaller,
} from '../index.ts'
import { setGuard, sign, userClaims } from '../issuer.fixture.ts'
import { startExpress } from './express.fixture.ts'

const caught: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(500).end(`caught ${Object(error).message}`)
}

describe.each([4, 5] as const)('Express %i', (version) => {
  it('answers whatever fails behind the guard, and hangs nowhere', async () => {
    const { guard } = setGuard()
    const broken: Guard = { ...guard, check: () => Promise.reject(new Error('broken')) }
    await using app = await startExpress(version, (router) => {
      router.get('/guard', expressGuard(broken))
      router.use(expressGuard(guard))
      router.get('/open', (_request, response) => void response.json({}))
      const allow = () => Promise.reject(new Error('no database'))
      router.get('/allow', requireCaller({ allow }), (_request, response) => void response.json({}))
      router.use(caught)
    })
    const good = `Bearer ${await sign(userClaims())}`
    expect(await (await app.send('/guard', good)).text()).toBe('caught broken')
    expect(await (await app.send('/allow', good)).text()).toBe('caught no database')
    expect((await app.send('/open', good)).status).toBe(200)
    expect((await app.send('/open')).status).toBe(401)
  })

  it('answers a requirement without a guard', async () => {
    await using app = await startExpress(version, (router) => {
      router.get('/', requireCaller({ capable: true }))
      router.use(caught)
    })
    expect(await (await app.send('/')).text()).toMatch(/^caught No guard has seen this request/)
  })

  it('hands events to a receiver, before and behind parsers that keep the text', async () => {
    const { options } = setReceiver()
    const receive = createEventReceiver(options)
    const type = 'application/secevent+jwt'
    await using app = await startExpress(version, (router) => {
      router.post('/first', expressHandler(receive))
      router.post('/text', express.text({ type }), expressHandler(receive))
      router.post('/raw', express.raw({ type }), expressHandler(receive))
      router.use(caught)
    })
    for (const path of ['/first', '/text', '/raw']) {
      const event = push(await signEvent())
      const { headers } = event
      const body = await event.text()
      const response = await fetch(app.url + path, { method: 'POST', headers, body })
      expect(response.status).toBe(202)
    }
  })

  it('says that a parser has read the body', async () => {
    await using app = await startExpress(version, (router) => {
      router.use(express.json())
      router.post(
        '/',
        expressHandler(async (request) => new Response(await request.text())),
      )
      router.use(caught)
    })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(app.url, { method: 'POST', headers, body: '{"a":1}' })
    expect(response.status).toBe(500)
    expect(await response.text()).toMatch(/^caught expressHandler: the body was read before/)
  })

  it('answers what is no request with 4xx', async () => {
    await using app = await startExpress(version, (router) => {
      router.use(expressHandler(async (request) => new Response(request.url)))
      router.use(caught)
    })
    expect(await app.sendRaw('GET // HTTP/1.1')).toMatch(/^HTTP\/1.1 400 /)
    expect(await app.sendRaw('GET //evil.test/x HTTP/1.1')).toMatch(/^HTTP\/1.1 400 /)
    expect(await app.sendRaw('TRACE / HTTP/1.1')).toMatch(/^HTTP\/1.1 405 /)
    expect(await app.sendRaw('GET /a?b=c HTTP/1.1')).toMatch(/http:\/\/localhost\/a\?b=c/)
    const absolute = await app.sendRaw('GET http://api.contoso.test/a HTTP/1.1')
    expect(absolute).toMatch(/http:\/\/localhost\/a/)
  })
})

describe('a guard of a framework', () => {
  const { guard } = setGuard()
  it.each([
    ['expressGuard', expressGuard],
    ['fastifyGuard', fastifyGuard],
    ['honoGuard', honoGuard],
  ] as const)('%s refuses options that cannot work', (name, create) => {
    const with_ = (options: object) => () => create(guard, options)
    expect(with_({ requirements: {} })).toThrow(
      `${name}: unknown key \`requirements\`: did you mean`,
    )
    expect(with_({ requirement: { scope: 'a' } })).toThrow(
      'unknown key `scope`: did you mean `scopes`?',
    )
    expect(with_({ requirement: 'a' })).toThrow(/requirement/)
    expect(with_({ claims: {} })).toThrow(/claims: must be a function; got an object/)
    expect(with_({ optional: 'yes' })).toThrow(/optional: must be true or false/)
    expect(() => create({} as Guard)).toThrow(/the guard must come from createGuard/)
  })

  it('takes what is required once, when it is made', async () => {
    const ids = ['c1']
    const requirement = { authContext: ids }
    await using app = await startExpress(5, (router) => {
      router.use(expressGuard(guard))
      router.get('/', requireCaller(requirement), (_request, response) => void response.json({}))
    })
    ids.length = 0
    Object.assign(requirement, { authContext: undefined })
    expect((await app.send('/', `Bearer ${await sign(userClaims())}`)).status).toBe(401)
  })

  it('takes what a requirement inherits too', async () => {
    class Secret {
      get authContext() {
        return 'c1'
      }
    }
    const byTenant = requireCaller({ authContext: () => 'c1' })
    await using app = await startExpress(5, (router) => {
      router.use(expressGuard(guard))
      router.get('/getter', requireCaller(new Secret()), (_request, response) => {
        response.json({})
      })
      router.get('/function', byTenant, (_request, response) => void response.json({}))
    })
    const good = `Bearer ${await sign(userClaims())}`
    expect((await app.send('/getter', good)).status).toBe(401)
    expect((await app.send('/function', good)).status).toBe(401)
  })

  it('and what a route requires are refused for a misspelt key', () => {
    const create = () => requireCaller({ role: 'Admin' } as never)
    expect(create).toThrow('requireCaller: unknown key `role`: did you mean `roles`?')
  })
})
