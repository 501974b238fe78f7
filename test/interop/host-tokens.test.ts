import { ConfidentialClientApplication } from '@azure/msal-node'
import { createCaeFetch, type TokenSource } from '@caefetch/core'
import { withCae } from '@caefetch/node'
import { describe, expect, test } from 'vitest'
import { type Caller, startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { scope } from './guarded-api.fixture.ts'
import { officeTokens, spfxTokens, teamsTokens } from './recipes/host-tokens.ts'

// The hosts' own libraries run in their hosts alone. These have their signatures, and MSAL beneath, as they do.
function createHost({ emulator }: Caller) {
  const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))
  const host = {
    /** The claims of each request. */
    asked: [] as (string | undefined)[],
    resources: [] as string[],
    /** Whether nothing is given out silently. */
    needsUser: false,
    prompts: 0,
    spfx: {
      getToken(resource: string, { useCachedToken = true, claims = '' } = {}) {
        host.resources.push(resource)
        return getToken({ silent: true, claims, skipCache: !useCachedToken })
      },
    },
    teams: {
      getAuthToken: ({ claims: [claims] = [], silent }: { claims?: string[]; silent: boolean }) =>
        getToken({ claims, silent }).catch(() => {
          throw new Error('resourceRequiresMfa')
        }),
    },
    office: {
      getAccessToken: (options: { authChallenge?: string; allowSignInPrompt: boolean }) =>
        getToken({ claims: options.authChallenge, silent: !options.allowSignInPrompt }).catch(
          () => {
            throw Object.assign(new Error('No token'), { code: 13001 })
          },
        ),
    },
  }
  async function getToken({ claims = '', silent = true, skipCache = false }): Promise<string> {
    host.asked.push(claims || undefined)
    if (!silent) host.prompts++
    else if (host.needsUser) throw new Error('Silence does not help.')
    const request = { scopes: [scope], ...(claims && { claims }), skipCache }
    return (await app.acquireTokenByClientCredential(request))?.accessToken ?? ''
  }
  return host
}

type Host = ReturnType<typeof createHost>

const hosts: [string, (host: Host) => TokenSource][] = [
  ['SPFx', ({ spfx }) => spfxTokens(spfx)],
  ['Teams', ({ teams }) => teamsTokens(teams)],
  ['Office', ({ office }) => officeTokens(office)],
]

const cae = { interaction: 'none' }

describe.each(hosts)('tokens of %s, without its user', (_, sourceOf) => {
  testFit({
    connect(caller) {
      const caeFetch = createCaeFetch(sourceOf(createHost(caller)), caller.options)
      const orders = `${caller.url}/orders`
      return {
        list: async (signal) => (await caeFetch(orders, { cae, ...(signal && { signal }) })).json(),
        place: (order) => caeFetch(orders, { method: 'POST', body: JSON.stringify(order), cae }),
      }
    },
    aborts: true,
  })
})

test.each(hosts.slice(1))(
  '%s asks its user, once, where silence does not help',
  async (_, sourceOf) => {
    await using caller = await startCaller()
    const host = createHost(caller)
    const caeFetch = createCaeFetch(sourceOf(host), caller.options)
    await caeFetch(caller.url)
    await caller.emulator.revokeSessions('daemon')
    host.needsUser = true
    const responses = await Promise.all([caeFetch(caller.url), caeFetch(caller.url)])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect(host.asked.map((claims) => claims?.includes('nbf'))).toEqual([undefined, true, true])
    expect(host.prompts).toBe(1)
  },
)

test('SPFx is asked for the capability with every token, and for the resource of the scope', async () => {
  await using caller = await startCaller()
  const host = createHost(caller)
  const caeFetch = createCaeFetch(spfxTokens(host.spfx), caller.options)
  await caeFetch(caller.url)
  await caller.emulator.revokeSessions('daemon')
  await caeFetch(caller.url)
  const capabilities = host.asked.map((claims) => JSON.parse(claims ?? '{}').access_token.xms_cc)
  expect(capabilities).toEqual([{ values: ['cp1'] }, { values: ['cp1'] }])
  expect(host.resources).toEqual(['api://orders', 'api://orders'])
})
