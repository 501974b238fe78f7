import { PublicClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { startOrdersApi } from '../orders-api/start-orders-api.ts'
import { startEmulator } from '../start-emulator.ts'

const mia = 'mfa-user@contoso.test'
const scopes = ['api://orders/orders.read']
const otherTenants = { 'fabrikam.test': { guests: [mia] } }

/** Signs in with a device code at a tenant. */
async function signIn(app: PublicClientApplication, emulator: Emulator, tenant: string) {
  const { authority } = emulator.msalConfig('cli', { tenant }).auth
  return app.acquireTokenByDeviceCode({
    scopes,
    authority,
    deviceCodeCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, mia),
  })
}

describe('a guest', () => {
  it('is one account of MSAL with a token for each tenant', async () => {
    await using emulator = await startEmulator({ https: true, otherTenants })
    emulator.certificate?.trust()
    const app = new PublicClientApplication(emulator.msalConfig('cli'))
    const home = await signIn(app, emulator, 'contoso.test')
    const guest = await signIn(app, emulator, 'fabrikam.test')
    expect(guest?.account?.homeAccountId).toBe(home?.account?.homeAccountId)
    const [contoso, fabrikam] = emulator.tenants
    expect([home?.tenantId, guest?.tenantId]).toEqual([contoso?.id, fabrikam?.id])
    expect(decodeJwt(guest?.accessToken ?? '')).toMatchObject({
      tid: fabrikam?.id,
      iss: fabrikam?.issuer,
      oid: emulator.objectId(mia, { tenant: 'fabrikam.test' }),
    })
    expect(emulator.objectId(mia, { tenant: 'fabrikam.test' })).not.toBe(emulator.objectId(mia))
    const accounts = [home?.account, guest?.account].flatMap((account) => account ?? [])
    const renewed = await Promise.all(
      accounts.map((account) =>
        app.acquireTokenSilent({
          scopes,
          account,
          forceRefresh: true,
          authority: emulator.msalConfig('cli', { tenant: account.tenantId }).auth.authority,
        }),
      ),
    )
    expect(renewed.map(({ accessToken }) => decodeJwt(accessToken).tid)).toEqual([
      contoso?.id,
      fabrikam?.id,
    ])
  })

  it('is revoked everywhere', async () => {
    await using emulator = await startEmulator({ port: false, otherTenants })
    await using api = await startOrdersApi(emulator, { port: false })
    const request = { client: 'cli', user: mia, scopes }
    const tokens = [
      await emulator.accessToken(request),
      await emulator.accessToken({ ...request, tenant: 'fabrikam.test' }),
    ]
    const statuses = () =>
      Promise.all(
        tokens.map(async (token) => {
          const headers = { authorization: `Bearer ${token}` }
          return (await api.fetch(new Request(`${api.url}/orders`, { headers }))).status
        }),
      )
    expect(await statuses()).toEqual([200, 200])
    await emulator.revokeSessions(mia)
    expect(await statuses()).toEqual([401, 401])
  })

  it('is nobody where nobody has invited them', async () => {
    await using emulator = await startEmulator({ port: false, otherTenants })
    const user = 'plain-user@contoso.test'
    const request = { client: 'cli', user, scopes, tenant: 'fabrikam.test' }
    await expect(emulator.accessToken(request)).rejects.toThrow('AADSTS50020')
    expect(() => emulator.objectId(user, { tenant: 'fabrikam.test' })).toThrow('no guest')
    const unknown = startEmulator({ port: false, otherTenants: { 'x.test': { guests: ['y'] } } })
    await expect(unknown).rejects.toThrow('otherTenants.x.test.guests: there is no user "y"')
  })
})
