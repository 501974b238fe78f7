import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { startOrdersApi } from './start-orders-api.ts'

const apps = {
  web: { platform: 'spa', delegated: { 'api://invoices': ['invoices.read'] } },
  job: { secret: 's', application: { 'api://invoices': ['Invoices.Read.All'] } },
  invoices: {
    resource: { uri: 'api://invoices', scopes: ['invoices.read'], roles: ['Invoices.Read.All'] },
  },
} as const
const user = 'mfa-user@contoso.test'
const ofUser = { client: 'web', user, scopes: ['api://invoices/invoices.read'] }
const ofJob = { client: 'job', scopes: ['api://invoices/.default'] }

async function setup(options: Parameters<typeof startOrdersApi>[1] = {}, more: object = {}) {
  const emulator = await startEmulator({ port: false, apps: { ...apps, ...more } })
  const api = await startOrdersApi(emulator, { port: false, ...options })
  return {
    emulator,
    async call(method: string, path: string, request: Parameters<typeof emulator.accessToken>[0]) {
      const token = await emulator.accessToken(request)
      const headers = { authorization: `Bearer ${token}` }
      return api.fetch(new Request(api.url + path, { method, headers }))
    },
  }
}

describe('an API of one’s own', () => {
  it('is the only one of the tenant, and any of its permissions will do', async () => {
    const { call } = await setup()
    expect((await call('GET', '/orders', ofUser)).status).toBe(200)
    expect((await call('GET', '/orders', ofJob)).status).toBe(200)
  })

  it('has paths and permissions of its own', async () => {
    const { call } = await setup({
      routes: {
        'GET /invoices': {
          scopes: ['invoices.read'],
          respond: (_, claims) => Response.json({ user: claims.user }),
        },
        'DELETE /invoices/:id': { roles: ['Invoices.Read.All'], authContext: 'c1' },
      },
    })
    expect(await (await call('GET', '/invoices', ofUser)).json()).toEqual({ user })
    expect((await call('GET', '/invoices', ofJob)).status).toBe(403)
    const deleted = await call('DELETE', '/invoices/1', ofUser)
    expect(deleted.headers.get('www-authenticate')).toContain('insufficient_claims')
    const strong = { ...ofUser, mfa: true }
    const refused = await call('DELETE', '/invoices/1', strong)
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining('The role Invoices.Read.All is needed.'),
    ])
    expect((await call('GET', '/orders', ofUser)).status).toBe(404)
  })

  it('may issue tokens of version 1', async () => {
    const invoices = { resource: { ...apps.invoices.resource, tokenVersion: 1 } }
    const { call, emulator } = await setup({}, { invoices })
    expect(await (await call('GET', '/me', ofUser)).json()).toMatchObject({
      user,
      clientId: emulator.msalConfig('web').auth.clientId,
    })
  })

  it.each<[string, object, object, string]>([
    ['several APIs', {}, { b: { resource: { uri: 'api://b' } } }, 'api://invoices, api://b'],
    ['an API that there is not', { api: 'api://none' }, {}, 'no resource "api://none"'],
    ['a route that is none', { routes: { invoices: {} } }, {}, "like 'GET /invoices/:id'"],
  ])('is refused for %s', async (_, options, more, words) => {
    await expect(setup(options, more)).rejects.toThrow(words)
  })
})
