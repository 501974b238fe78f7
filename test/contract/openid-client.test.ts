import { type Emulator, startEmulator } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { describe, expect, test } from 'vitest'
import { createPageDriver } from '../../packages/emulator/src/sign-in/page-driver.fixture.ts'

const mia = 'mfa-user@contoso.test'
const redirect_uri = 'http://localhost:3000/auth'
const scope = 'openid profile offline_access api://orders/orders.read'

/** A client that knows the issuer and its own credentials, and verifies every ID token's signature. */
async function discover(emulator: Emulator, name: string) {
  const { clientId, clientSecret } = emulator.msalConfig(name).auth
  const config = await oidc.discovery(
    new URL(emulator.issuer),
    clientId,
    undefined,
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
    { execute: emulator.certificate ? [] : [oidc.allowInsecureRequests] },
  )
  oidc.enableNonRepudiationChecks(config)
  return config
}

/** Where the browser of a person who signs in as Mia ends. */
async function signIn(emulator: Emulator, url: URL): Promise<URL> {
  const page = await createPageDriver(emulator).open(url.href)
  const { left } = await page.submit('login', { as: mia })
  if (!left) throw new Error('the browser is still at the emulator')
  return left
}

/** The authorization code grant with PKCE, state and nonce. */
async function codeFlow(emulator: Emulator, config: oidc.Configuration) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  })
  const back = await signIn(emulator, url)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  return { back, checks, tokens: await oidc.authorizationCodeGrant(config, back, checks) }
}

describe.each([false, true])('openid-client (https: %s)', (https) => {
  const start = async () => {
    const emulator = await startEmulator({ https })
    emulator.certificate?.trust()
    return emulator
  }

  test('finds its way by the issuer alone', async () => {
    await using emulator = await start()
    const metadata = (await discover(emulator, 'cli')).serverMetadata()
    expect(metadata.issuer).toBe(emulator.issuer)
    expect(metadata.jwks_uri).toBe(emulator.jwksUri)
    // Like Entra, the emulator does not say so.
    expect(metadata.supportsPKCE()).toBe(false)
  })

  test('gets a token by client credentials', async () => {
    await using emulator = await start()
    const config = await discover(emulator, 'daemon')
    const tokens = await oidc.clientCredentialsGrant(config, { scope: 'api://orders/.default' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({ idtyp: 'app', iss: emulator.issuer })
    expect(tokens.expiresIn()).toBeGreaterThan(3000)
  })

  test.each(['cli', 'web-api'])(
    'signs a user of %s in by code with PKCE, and refreshes',
    async (name) => {
      await using emulator = await start()
      const config = await discover(emulator, name)
      const { tokens, back, checks } = await codeFlow(emulator, config)
      expect(tokens.claims()).toMatchObject({ preferred_username: mia, tid: emulator.tenantId })
      expect(tokens.scope?.split(' ')).toContain('api://orders/orders.read')
      const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')
      expect(fresh.access_token).not.toBe(tokens.access_token)
      expect(fresh.claims()?.sub).toBe(tokens.claims()?.sub)
      await expect(oidc.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({
        name: 'ResponseBodyError',
        error: 'invalid_grant',
        error_description: expect.stringContaining('AADSTS54005'),
      })
    },
  )

  test('signs a device in', async () => {
    await using emulator = await start()
    const config = await discover(emulator, 'cli')
    const device = await oidc.initiateDeviceAuthorization(config, { scope })
    const page = await createPageDriver(emulator).open(device.verification_uri)
    const signInPage = await page.submit('devicelogin', { code: device.user_code })
    expect((await signInPage.submit('login', { as: mia })).title).toBe('You are signed in')
    // It waits before it polls for the first time, however soon the user is.
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 })
    expect(tokens.claims()).toMatchObject({ preferred_username: mia })
  })
})

test('openid-client reports what the user and the policies refuse', async () => {
  await using emulator = await startEmulator()
  const config = await discover(emulator, 'cli')
  const { tokens } = await codeFlow(emulator, config)
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  const refresh = (more = {}) =>
    oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', more).catch((error) => error)
  const refused = await refresh({ claims })
  expect(refused).toMatchObject({ error: 'interaction_required', status: 400 })
  // What it does not know itself is in the cause: the body as it came.
  expect(refused.cause).toMatchObject({
    error_codes: [50076],
    suberror: 'basic_action',
    claims: expect.stringContaining('"c1"'),
  })
  await emulator.revokeSessions(mia)
  expect((await refresh()).cause).toMatchObject({ error: 'invalid_grant', error_codes: [50173] })
})
