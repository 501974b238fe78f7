import {
  InteractionRequiredAuthError,
  PublicClientApplication,
  ServerError,
} from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../../emulator.ts'
import { startEmulator } from '../../start-emulator.ts'

const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

async function signIn(emulator: Emulator, user = 'mfa-user@contoso.test', mfa = false) {
  const { auth } = emulator.msalConfig('cli')
  const app = new PublicClientApplication({ auth: { ...auth, clientCapabilities: ['CP1'] } })
  const result = await app.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, user, { mfa }),
  })
  if (!result?.account) throw new Error('no account')
  return { app, account: result.account, first: result }
}

describe('device code', () => {
  it('a device code, approved elsewhere, signs the user in', async () => {
    await using emulator = await startEmulator()
    const { account, first } = await signIn(emulator)
    expect(account).toMatchObject({
      username: 'mfa-user@contoso.test',
      tenantId: emulator.tenantId,
      name: 'Mia Ferrari',
    })
    expect(account.homeAccountId).toBe(`${account.localAccountId}.${emulator.tenantId}`)
    expect(first.scopes).toEqual(expect.arrayContaining(scopes))
    expect(decodeJwt(first.accessToken)).toMatchObject({
      scp: 'orders.read orders.write',
      xms_cc: ['CP1'],
      preferred_username: 'mfa-user@contoso.test',
    })
  })

  it('the cache answers; claims bring a new token by refresh token', async () => {
    await using emulator = await startEmulator()
    const { app, account, first } = await signIn(emulator)
    const cached = await app.acquireTokenSilent({ account, scopes })
    expect(cached?.accessToken).toBe(first.accessToken)
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
    const renewed = await app.acquireTokenSilent({ account, scopes, claims })
    expect(renewed?.accessToken).not.toBe(first.accessToken)
    expect(emulator.journal.tokenRequests().map(({ grant }) => grant)).toEqual([
      'device_code',
      'refresh_token',
    ])
  })

  it('after a revocation the refresh token is dead: a plain ServerError, 50173', async () => {
    await using emulator = await startEmulator()
    const { app, account } = await signIn(emulator)
    await emulator.revokeSessions('mfa-user@contoso.test')
    const error = await app
      .acquireTokenSilent({ account, scopes, forceRefresh: true })
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).not.toBeInstanceOf(InteractionRequiredAuthError)
    expect(error).toMatchObject({ errorCode: 'invalid_grant', errorNo: 50173 })
  })

  it('a sign-in older than nbf does not do', async () => {
    await using emulator = await startEmulator()
    const { app, account } = await signIn(emulator)
    const value = String(Math.floor(emulator.clock.now() / 1000) + 10)
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value } } })
    await expect(app.acquireTokenSilent({ account, scopes, claims })).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorNo: 50173,
      claims: claims,
    })
  })

  it('c1 is granted to a session with a second factor', async () => {
    await using emulator = await startEmulator()
    const { app, account } = await signIn(emulator, 'mfa-user@contoso.test', true)
    const result = await app.acquireTokenSilent({ account, scopes, claims: c1 })
    expect(decodeJwt(result?.accessToken ?? '').acrs).toEqual(['c1'])
  })

  it.each([
    ['mfa-user@contoso.test', 50076],
    ['plain-user@contoso.test', 50079],
  ])('c1 is refused to %s without one: AADSTS%i, with claims', async (user, errorNo) => {
    await using emulator = await startEmulator()
    const { app, account } = await signIn(emulator, user)
    await expect(app.acquireTokenSilent({ account, scopes, claims: c1 })).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorCode: 'interaction_required',
      subError: 'basic_action',
      errorNo,
      claims: expect.stringContaining('"acrs":{"essential":true,"value":"c1"}'),
    })
  })
})
