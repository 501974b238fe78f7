import {
  ConfidentialClientApplication,
  type ICachePlugin,
  InteractionRequiredAuthError,
  ManagedIdentityApplication,
  PublicClientApplication,
  ServerError,
} from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { approve, startCli } from './cli.fixture.ts'
import {
  mia,
  rejection,
  type Scene,
  daemonScopes as scopes,
  setScene,
  userScopes,
} from './scene.fixture.ts'
import { createStoredCache } from './stored-cache.fixture.ts'

// What caefetch knows of MSAL beyond its documentation. A test that fails after an upgrade of MSAL
// names the fact that has changed; what is built on it has to be looked at again.

const startDaemon = (scene: Scene, auth: object = {}) =>
  new ConfidentialClientApplication({ auth: { ...scene.config('daemon').auth, ...auth } })

const nbf = (value: number | string) =>
  JSON.stringify({ access_token: { nbf: { essential: true, value: String(value) } } })
const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

describe('claims', () => {
  it('bypass the cache, and the result overwrites what the cache held', async () => {
    await using scene = await setScene()
    const app = startDaemon(scene)
    const first = await app.acquireTokenByClientCredential({ scopes })
    const second = await app.acquireTokenByClientCredential({ scopes, claims: nbf(1) })
    const third = await app.acquireTokenByClientCredential({ scopes })
    expect(second?.accessToken).not.toBe(first?.accessToken)
    expect(third).toMatchObject({ accessToken: second?.accessToken, fromCache: true })
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(2)
  })

  it('lose their xms_cc to the configured capabilities, and nothing else', async () => {
    await using scene = await setScene()
    const claims = '{"access_token":{"xms_cc":{"values":["other"]},"nbf":{"value":"1"}}}'
    await startDaemon(scene).acquireTokenByClientCredential({ scopes, claims })
    expect(scene.emulator.journal.tokenRequests()[0]?.claims).toMatchObject({
      access_token: { xms_cc: { values: ['cp1'] }, nbf: { value: '1' } },
    })
  })

  it('in base64 are invalid_claims', async () => {
    await using scene = await setScene()
    const claims = btoa(nbf(1))
    await expect(
      startDaemon(scene).acquireTokenByClientCredential({ scopes, claims }),
    ).rejects.toMatchObject({ errorCode: 'invalid_claims' })
  })

  it('with a null for an object are a TypeError', async () => {
    await using scene = await setScene()
    const claims = '{"access_token":null}'
    await expect(
      startDaemon(scene).acquireTokenByClientCredential({ scopes, claims }),
    ).rejects.toBeInstanceOf(TypeError)
  })
})

describe('errors', () => {
  it('invalid_grant without a suberror is a plain ServerError', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    await scene.emulator.revokeSessions(mia)
    const error = await rejection(
      app.acquireTokenSilent({ account, scopes: userScopes, forceRefresh: true }),
    )
    expect(error).toBeInstanceOf(ServerError)
    expect(error).not.toBeInstanceOf(InteractionRequiredAuthError)
    expect(error).toMatchObject({ errorCode: 'invalid_grant', subError: '', errorNo: 50173 })
  })

  it('invalid_grant with a suberror is an InteractionRequiredAuthError, with claims', async () => {
    await using scene = await setScene()
    const { emulator } = scene
    const { app, signIn } = startCli(scene)
    const account = await signIn(mia)
    emulator.policies.add({ name: 'often', resources: 'all', grant: [], signInFrequency: '1h' })
    await emulator.clock.advance('2h')
    const error = await rejection(
      app.acquireTokenSilent({ account, scopes: userScopes, forceRefresh: true }),
    )
    if (!(error instanceof InteractionRequiredAuthError)) throw error
    expect(error).toMatchObject({ errorCode: 'invalid_grant', subError: 'basic_action' })
    expect(JSON.parse(error.claims)).toMatchObject({ access_token: { capolids: {} } })
  })

  it('a device code that ends badly loses the suberror and the claims', async () => {
    await using scene = await setScene()
    const error = await rejection(
      startCli(scene).app.acquireTokenByDeviceCode({
        scopes: userScopes,
        claims: c1,
        deviceCodeCallback: ({ userCode }) => scene.emulator.approveDeviceCode(userCode, mia),
      }),
    )
    expect(error).toMatchObject({ errorCode: 'post_request_failed', subError: '' })
    expect(error).not.toHaveProperty('claims')
  })
})

describe('the configuration', () => {
  it('takes no http authority, but http endpoints in authorityMetadata', async () => {
    await using scene = await setScene()
    const { tenantId, url } = scene.emulator
    const authority = `${url}/${tenantId}`
    const error = await rejection(
      startDaemon(scene, { authority }).acquireTokenByClientCredential({ scopes }),
    )
    expect(error).toMatchObject({ errorCode: 'authority_uri_insecure' })
    const { authorityMetadata = '' } = scene.config('daemon').auth
    expect(JSON.parse(authorityMetadata)).toMatchObject({
      token_endpoint: expect.stringMatching(/^http:/),
    })
    const result = await startDaemon(scene).acquireTokenByClientCredential({ scopes })
    expect(result?.accessToken).toBeDefined()
  })

  it('shows its capabilities in the private member config', () => {
    const clientCapabilities = ['cp1', 'other']
    const auth = { clientId: 'a', clientSecret: 'b', clientCapabilities }
    expect(new ConfidentialClientApplication({ auth })).toHaveProperty(
      'config.auth.clientCapabilities',
      clientCapabilities,
    )
    expect(new ManagedIdentityApplication({ clientCapabilities })).toHaveProperty(
      'config.clientCapabilities',
      clientCapabilities,
    )
  })
})

describe('the cache', () => {
  it('shows in its store who is signed in, of each tenant, and nobody after the sign-out', async () => {
    await using scene = await setScene()
    const { app, signIn } = startCli(scene)
    const { homeAccountId, tenantId } = await signIn(mia)
    const accounts = () =>
      Object.values(app.getTokenCache().getKVStore()).filter(
        (entity) => typeof entity === 'object' && 'authorityType' in entity,
      )
    expect(accounts()).toMatchObject([{ homeAccountId, tenantProfiles: [{ tenantId }] }])
    for (const account of await app.getTokenCache().getAllAccounts()) await app.signOut({ account })
    expect(accounts()).toEqual([])
  })

  it('forgets all accounts before it reads what its plugin keeps', async () => {
    await using scene = await setScene()
    const seen: number[] = []
    const stored = createStoredCache()
    const cachePlugin: ICachePlugin = {
      ...stored,
      async beforeCacheAccess(context) {
        const store = app.getTokenCache().getKVStore()
        seen.push(Object.keys(store).filter((key) => !key.startsWith('authority-')).length)
        await stored.beforeCacheAccess(context)
      },
    }
    const app = new PublicClientApplication({ ...scene.config('cli'), cache: { cachePlugin } })
    const deviceCodeCallback = approve(scene, mia)
    const result = await app.acquireTokenByDeviceCode({ scopes: userScopes, deviceCodeCallback })
    if (!result?.account) throw new Error('Nobody signed in.')
    await app.acquireTokenSilent({ account: result.account, scopes: userScopes })
    expect(seen).toEqual([0, 0])
  })
})
