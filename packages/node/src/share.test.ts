import {
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import { type AccessToken, ConfigurationError, type TokenShare } from '@caefetch/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startCli } from './cli.fixture.ts'
import { createCaeFetch } from './create-cae-fetch.ts'
import { assertionOf, startMiddleTier } from './middle-tier.fixture.ts'
import { daemonScopes, mia, pat, type Scene, setScene, userScopes } from './scene.fixture.ts'

let scene: Scene
beforeEach(async () => {
  scene = await setScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

/** A share that has nothing yet, and what it is asked for. */
function createShare() {
  const entries = new Map<string, AccessToken>()
  const getToken = vi.fn<TokenShare['getToken']>(async (request, ask) => {
    const key = JSON.stringify([request.client, request.accountId, request.scopes])
    const held = entries.get(key)
    if (held && held.token !== request.rejectedToken) return { ...held, fromCache: true }
    const access = await ask()
    entries.set(key, access)
    return access
  })
  return { getToken, wanted: () => getToken.mock.calls.map(([request]) => request) }
}

const status = async (call: Promise<Response>): Promise<number> => (await call).status

describe('with a share', () => {
  it('the replicas of a daemon have one token, for their client with its capabilities', async () => {
    const share = createShare()
    const start = (client: string, config = scene.config(client)) =>
      createCaeFetch(new ConfidentialClientApplication(config), {
        ...scene.options(daemonScopes),
        share,
      })
    const url = `${scene.api.url}/orders`
    for (const replica of [start('daemon'), start('daemon')]) {
      expect(await status(replica(url))).toBe(200)
    }
    expect(scene.emulator.journal.tokenRequests()).toHaveLength(1)
    await status(start('daemon', scene.emulator.msalConfig('daemon'))(url))
    const [one, two, incapable] = share.wanted()
    expect(one?.client).toBe(two?.client)
    expect(one?.client).toContain(scene.config('daemon').auth.clientId)
    expect(incapable?.client).not.toBe(one?.client)
  })

  it('a revoked session costs one token request, whatever MSAL has in its caches', async () => {
    const share = createShare()
    const replicas = [1, 2, 3].map(() =>
      createCaeFetch(new ConfidentialClientApplication(scene.config('daemon')), {
        ...scene.options(daemonScopes),
        share,
      }),
    )
    const url = `${scene.api.url}/orders`
    // Each round, another replica is the first to learn that its token is refused.
    for (const [round, first] of replicas.entries()) {
      for (const replica of [first, ...replicas]) expect(await status(replica(url))).toBe(200)
      expect(scene.emulator.journal.tokenRequests()).toHaveLength(round + 1)
      await scene.emulator.revokeSessions('daemon')
    }
  })

  it('callers of a middle tier are told apart by their assertions', async () => {
    const share = createShare()
    const { onBehalfOf } = startMiddleTier(scene, { share })
    const [mias, pats] = [await assertionOf(scene, mia), await assertionOf(scene, pat)]
    for (const assertion of [mias, pats]) {
      expect(await status(onBehalfOf(assertion)(`${scene.api.url}/orders`))).toBe(200)
    }
    const [one, other] = share.wanted()
    expect(one?.accountId).not.toBe(other?.accountId)
    for (const text of [mias, pats]) expect(JSON.stringify(share.wanted())).not.toContain(text)
  })

  it('users of a tool are told apart, and one that is not known shares nothing', async () => {
    const share = createShare()
    const cli = startCli(scene)
    const account = await cli.signIn(mia)
    const options = { ...scene.options(userScopes), share }
    const url = `${scene.api.url}/orders`
    await status(createCaeFetch(cli.app, { ...options, account })(url))
    expect(share.wanted()).toMatchObject([
      { accountId: expect.stringContaining(account.homeAccountId) },
    ])
    const unknown = createCaeFetch(new PublicClientApplication(scene.config('cli')), options)
    await expect(unknown(url)).rejects.toMatchObject({ code: 'interaction_required' })
    expect(share.wanted()).toHaveLength(1)
  })

  it('credentials of one identity have one token, where the identity is named', async () => {
    const share = createShare()
    let asked = 0
    const start = (shareAs: string) => {
      const getToken = async () => ({
        token: `token-${++asked}`,
        expiresOnTimestamp: Date.now() + 3_600_000,
      })
      const fetch = async () => new Response()
      return createCaeFetch({ getToken }, { ...scene.options(daemonScopes), fetch, share, shareAs })
    }
    for (const replica of [start('mine'), start('mine')]) {
      expect(await status(replica(`${scene.api.url}/orders`))).toBe(200)
    }
    expect(asked).toBe(1)
    await status(start('another')(`${scene.api.url}/orders`))
    expect(asked).toBe(2)
    expect(share.wanted().map(({ client }) => client)).not.toContain('mine')
  })

  it.each([
    ['a credential', { getToken: async () => ({ token: 'a', expiresOnTimestamp: 0 }) }],
    ['a managed identity', new ManagedIdentityApplication()],
  ])('%s, whose tokens are nobody knows whose, is refused', (_name, app) => {
    const share = createShare()
    expect(() => createCaeFetch(app, { share })).toThrow(/set shareAs/)
    expect(() => createCaeFetch(app, { share, shareAs: '' })).toThrow(ConfigurationError)
  })

  it('an application is not given another name', () => {
    const app = new ConfidentialClientApplication(scene.config('daemon'))
    expect(() => createCaeFetch(app, { share: createShare(), shareAs: 'x' })).toThrow(
      /shareAs is for a managed identity/,
    )
  })
})
