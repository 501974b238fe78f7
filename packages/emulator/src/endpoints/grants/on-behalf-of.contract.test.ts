import { ConfidentialClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../../emulator.ts'
import { startEmulator } from '../../start-emulator.ts'

const scopes = ['api://orders/orders.read']
const user = 'mfa-user@contoso.test'

function middleTier(emulator: Emulator) {
  const { auth } = emulator.msalConfig('web-api')
  return new ConfidentialClientApplication({ auth: { ...auth, clientCapabilities: ['cp1'] } })
}

const assertionOf = (emulator: Emulator, mfa = false): Promise<string> =>
  emulator.accessToken({ client: 'spa', user, mfa, scopes: ['api://web-api/access_as_user'] })

describe('on behalf of', () => {
  it('exchanges a user token for this API into one for the next', async () => {
    await using emulator = await startEmulator()
    const oboAssertion = await assertionOf(emulator)
    const result = await middleTier(emulator).acquireTokenOnBehalfOf({ oboAssertion, scopes })
    const { auth } = emulator.msalConfig('web-api')
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
      aud: emulator.audience('api://orders'),
      azp: auth.clientId,
      oid: decodeJwt(oboAssertion).oid,
      scp: 'orders.read',
      xms_cc: ['cp1'],
    })
    expect(emulator.journal.tokenRequests()).toMatchObject([
      { client: 'web-api', user, grant: 'on_behalf_of' },
    ])
    expect(JSON.stringify(emulator.journal.entries())).not.toContain(oboAssertion)
  })

  it('a demand for a second factor comes back with claims to hand on', async () => {
    await using emulator = await startEmulator()
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
    const app = middleTier(emulator)
    const oboAssertion = await assertionOf(emulator)
    await expect(
      app.acquireTokenOnBehalfOf({ oboAssertion, scopes, claims }),
    ).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorNo: 50076,
      claims: expect.stringContaining('"c1"'),
    })
    const strong = await assertionOf(emulator, true)
    const result = await app.acquireTokenOnBehalfOf({ oboAssertion: strong, scopes, claims })
    expect(decodeJwt(result?.accessToken ?? '').acrs).toEqual(['c1'])
  })

  it('a revoked assertion: 50173, which can be handed on when nbf was asked for', async () => {
    await using emulator = await startEmulator()
    const app = middleTier(emulator)
    const oboAssertion = await assertionOf(emulator)
    await emulator.revokeSessions(user)
    await expect(app.acquireTokenOnBehalfOf({ oboAssertion, scopes })).rejects.toMatchObject({
      errorCode: 'invalid_grant',
      errorNo: 50173,
    })
    const value = String(Math.floor(emulator.clock.now() / 1000))
    const claims = JSON.stringify({ access_token: { nbf: { essential: true, value } } })
    await expect(
      app.acquireTokenOnBehalfOf({ oboAssertion, scopes, claims }),
    ).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      claims,
    })
  })

  it('assertions for someone else, expired, of an application or made up are refused', async () => {
    await using emulator = await startEmulator({ clock: '2026-03-01T12:00:00Z' })
    const exchange = (oboAssertion: string) =>
      middleTier(emulator).acquireTokenOnBehalfOf({ oboAssertion, scopes })
    const foreign = await emulator.accessToken({ client: 'spa', user, scopes })
    await expect(exchange(foreign)).rejects.toMatchObject({ errorNo: 500131 })
    await expect(exchange('made.up.entirely')).rejects.toMatchObject({ errorNo: 50013 })
    const appOnly = await emulator.accessToken({
      client: 'daemon',
      scopes: ['api://web-api/.default'],
    })
    await expect(exchange(appOnly)).rejects.toMatchObject({ errorNo: 7000114 })
    const own = await assertionOf(emulator)
    await emulator.clock.advance('29h')
    await expect(exchange(own)).rejects.toMatchObject({ errorNo: 500133 })
  })
})
