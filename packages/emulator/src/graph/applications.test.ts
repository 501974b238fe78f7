import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { readyTenant } from '../tenant/ready-tenant.ts'
import { mia, setup } from './graph-client.fixture.ts'

const { orders } = readyTenant.apps
const bare = {
  ...readyTenant.apps,
  orders: { ...orders, resource: { uri: 'api://orders', ...orders?.resource, optionalClaims: [] } },
}

describe('applications of Graph', () => {
  it('are found by appId in both ways, and by filter', async () => {
    const { call, emulator } = await setup()
    const appId = emulator.audience('api://orders')
    const byKey = await call('GET', `/applications(appId='${appId}')`)
    expect(byKey.body).toMatchObject({
      appId,
      displayName: 'orders',
      identifierUris: ['api://orders'],
      api: { requestedAccessTokenVersion: 2 },
    })
    const filtered = await call('GET', `/applications?$filter=appId eq '${appId}'`)
    expect(filtered.body).toMatchObject({ value: [{ id: byKey.body?.id }] })
    expect((await call('GET', `/applications/${byKey.body?.id}`)).body).toEqual(byKey.body)
    expect((await call('GET', '/applications/none')).status).toBe(404)
  })

  it('of Microsoft are service principals only', async () => {
    const { call } = await setup()
    const filter = "?$filter=displayName eq 'Microsoft Graph'"
    expect((await call('GET', `/applications${filter}`)).body).toMatchObject({ value: [] })
    expect((await call('GET', `/servicePrincipals${filter}`)).body).toMatchObject({
      value: [{ appId: '00000003-0000-0000-c000-000000000000' }],
    })
  })

  it('ask for optional claims, which are in the next token', async () => {
    const { call, emulator } = await setup({ apps: bare })
    const path = `/applications(appId='${emulator.audience('api://orders')}')`
    const { body: before } = await call('GET', path)
    expect(before).toMatchObject({ optionalClaims: null })
    const request = { client: 'spa', user: mia, scopes: ['api://orders/orders.read'], mfa: true }
    expect(decodeJwt(await emulator.accessToken(request))).not.toHaveProperty('xms_cc')
    const optionalClaims = {
      idToken: [{ name: 'auth_time', essential: false, additionalProperties: [] }],
      accessToken: [{ name: 'xms_cc' }, { name: 'acrs', source: null, essential: false }],
      saml2Token: [],
    }
    expect(await call('PATCH', `/applications/${before?.id}`, { optionalClaims })).toMatchObject({
      status: 204,
      body: undefined,
    })
    expect((await call('GET', path)).body).toMatchObject({ optionalClaims })
    expect(decodeJwt(await emulator.accessToken(request))).toMatchObject({
      xms_cc: ['cp1'],
      acrs: ['c1'],
    })
    await call('PATCH', path, { optionalClaims: null })
    expect((await call('GET', path)).body).toEqual(before)
  })

  it('are changed in what the emulator has, and refuse the rest by name', async () => {
    const { call, emulator } = await setup()
    const path = `/applications(appId='${emulator.msalConfig('cli').auth.clientId}')`
    const redirectUris = ['https://app.contoso.test/auth']
    expect((await call('PATCH', path, { spa: { redirectUris } })).status).toBe(204)
    expect((await call('GET', path)).body).toMatchObject({ spa: { redirectUris } })
    expect(emulator.msalConfig('cli').auth.redirectUri).toBe(redirectUris[0])
    expect(await call('PATCH', path, { signInAudiance: 'x' })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('`signInAudiance`') } },
    })
  })

  it('ask for permissions of APIs, which their next tokens have', async () => {
    const { call, emulator } = await setup({
      apps: { ...readyTenant.apps, late: { platform: 'native' } },
    })
    const path = `/applications(appId='${emulator.msalConfig('late').auth.clientId}')`
    const scopeOf = async () => {
      const request = { client: 'late', user: mia, scopes: ['api://orders/.default'] }
      return decodeJwt(await emulator.accessToken(request)).scp
    }
    expect(await scopeOf()).not.toBe('orders.read')
    const api = await call('GET', `/applications(appId='${emulator.audience('api://orders')}')`)
    const scopes = Object(api.body).api.oauth2PermissionScopes
    const [{ id }] = scopes.filter(({ value }: { value: string }) => value === 'orders.read')
    const access = (permission: string, type = 'Scope') => [
      {
        resourceAppId: emulator.audience('api://orders'),
        resourceAccess: [{ id: permission, type }],
      },
    ]
    const requiredResourceAccess = access(id)
    expect((await call('PATCH', path, { requiredResourceAccess })).status).toBe(204)
    expect((await call('GET', path)).body).toMatchObject({ requiredResourceAccess })
    expect(await scopeOf()).toBe('orders.read')
    for (const unknown of [access('none'), access(id, 'Role'), access(id, 'Rolle')]) {
      const { status } = await call('PATCH', path, { requiredResourceAccess: unknown })
      expect(status).toBe(400)
    }
    expect((await call('GET', path)).body).toMatchObject({ requiredResourceAccess })
    await call('PATCH', path, { requiredResourceAccess: [] })
    expect(await scopeOf()).not.toBe('orders.read')
  })

  it('are shut out by their service principal', async () => {
    const { call, emulator } = await setup()
    const path = `/servicePrincipals(appId='${emulator.msalConfig('daemon').auth.clientId}')`
    const heard: string[] = []
    emulator.events.subscribe(({ principal }) => heard.push(principal.id))
    expect((await call('PATCH', path, { accountEnabled: false })).status).toBe(204)
    expect(heard).toEqual([emulator.objectId('daemon')])
    expect((await call('GET', path)).body).toMatchObject({ accountEnabled: false })
    await call('PATCH', path, { accountEnabled: true })
    expect((await call('GET', path)).body).toMatchObject({ accountEnabled: true })
  })
})
