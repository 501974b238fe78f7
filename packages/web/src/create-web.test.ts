import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { createWeb, type WebOptions } from './index.ts'
import { mia, openShop, pat, shopUrl, signIn } from './shop.fixture.ts'

const app = new ConfidentialClientApplication({
  auth: { clientId: 'a-client', clientSecret: 'a-secret', clientCapabilities: ['cp1'] },
})
const right: WebOptions = {
  app,
  redirectUri: 'https://shop.contoso.test/auth/callback',
  secrets: ['a secret of 32 characters or more, at random'],
}

describe('createWeb', () => {
  it.each<[string, object, RegExp]>([
    ['no application', { app: {} }, /app must be a ConfidentialClientApplication/],
    ['http', { redirectUri: 'http://shop.contoso.test/auth' }, /redirectUri must be an https URL/],
    ['a path', { redirectUri: '/auth' }, /redirectUri/],
    ['a query', { redirectUri: 'https://shop.contoso.test/auth?x=1' }, /redirectUri/],
    ['no secret', { secrets: [] }, /secrets must be a list/],
    ['a short secret', { secrets: ['short'] }, /32 characters.*openssl/],
    ['a text for secrets', { secrets: 'a text that is long enough to be one of them' }, /secrets/],
    ['no scopes', { scopes: [] }, /scopes/],
    ['a store that lacks functions', { sessions: { store: {} } }, /get, set, take and raise/],
    ['no time', { sessions: { idle: 0 } }, /sessions.idle.*Got 0/],
    ['another way to resume', { resume: 'always' }, /resume must be 'confirm'/],
    ['a page that is none', { page: '<h1>' }, /page must be a function/],
    ['a cookie that is none', { cookie: 'a b' }, /cookie must be a name/],
    ['what caefetch refuses', { resources: { 'http://api.test': ['x'] } }, /resources/],
  ])('says what is wrong with %s', (_, wrong, message) => {
    const create = () => createWeb({ ...right, ...wrong } as WebOptions)
    expect(create).toThrow(message)
    expect(create).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  it('takes a certificate in place of a secret, and whatever else MSAL does', () => {
    const clientAssertion = async () => 'an assertion'
    const other = new ConfidentialClientApplication({
      auth: { clientId: 'a', clientAssertion, clientCapabilities: ['cp1'] },
    })
    expect(createWeb({ ...right, app: other })).toHaveProperty('respond')
  })
})

it('tells once, for all sessions, what is set up in a way that cannot work', async () => {
  await using shop = await openShop()
  const app = new ConfidentialClientApplication(shop.entra.msalConfig('web-api'))
  shop.restart(shop.startReplica({ app }))
  for (const user of [mia, pat]) {
    const browser = shop.openBrowser()
    await signIn(browser, user)
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
  }
  const diagnostics = shop.events.filter(({ type }) => type === 'diagnostic')
  expect(diagnostics).toMatchObject([{ code: 'client_not_capable' }])
})

it('loads no framework, and no client of Redis', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context) } })
    await import('@caefetch/web')
    console.log(JSON.stringify(loaded.filter((name) => /^[a-z@]/.test(name) && !name.startsWith('node:'))))`
  const args = ['--conditions', '@caefetch/source', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  const loaded: string[] = JSON.parse(stdout)
  expect(loaded).toContain('iron-webcrypto')
  expect(
    loaded.filter((name) => /^(express|fastify|hono|redis|ioredis|zod|jose)\b/.test(name)),
  ).toEqual([])
})
