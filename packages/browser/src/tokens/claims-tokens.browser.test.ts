import { authContext, InteractionRequiredError, type TokenRequest } from '@caefetch/core'
import { accountIdOf } from '@caefetch/core/msal'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createAccounts } from '../account/accounts.ts'
import { account, failed, fakeMsal, result } from '../msal.fixture.ts'
import { createAcquire } from './acquire.ts'
import { createClaimsTokens } from './claims-tokens.ts'

const ada = account('ada')
const claims = authContext('c1')
const request: TokenRequest = {
  scopes: ['orders.read'],
  method: 'GET',
  url: 'https://api.contoso.com/',
  accountId: accountIdOf(ada),
}
const challenged: TokenRequest = { ...request, claims, rejectedToken: 'rejected' }

function scene(options: Parameters<typeof fakeMsal>[0] = {}) {
  const fake = fakeMsal(options)
  const acquire = createAcquire(fake.msal, createAccounts(fake.msal, undefined))
  const tokens = createClaimsTokens(fake.msal, acquire)
  /** The requests that were more than a look into the cache. */
  const asked = () =>
    fake.acquireTokenSilent.mock.calls
      .map(([each]) => each)
      .filter((each) => !each.cacheLookupPolicy)
  return { ...fake, tokens, asked }
}

const isForUser = (error: unknown) => expect(error).toBeInstanceOf(InteractionRequiredError)

/** Two tabs: each has an MSAL of its own, over the same cache. */
const tab = (options: Parameters<typeof fakeMsal>[0] = {}) =>
  scene({ cacheLocation: 'localStorage', ...options })

const announcements = async () =>
  ((await navigator.locks.query()).held ?? []).map(({ name }) => name ?? '')

afterEach(async () => {
  vi.restoreAllMocks()
  // What was announced for a moment is over.
  await vi.waitFor(async () => expect(await announcements()).toEqual([]), 7000)
})

describe('a token for claims', () => {
  it('is the cached one where that is not the one that was refused', async () => {
    const { tokens, state, asked } = scene()
    state.cached = result('later')
    expect(await tokens.getToken(challenged)).toMatchObject({ token: 'later', fromCache: true })
    state.cached = result('rejected')
    expect(await tokens.getToken(challenged)).toMatchObject({ token: 't1' })
    expect(asked()).toMatchObject([{ claims: JSON.stringify(claims) }])
  })

  it('is the host’s where MSAL knows no account, and has nothing in a cache to look for', async () => {
    const { tokens, acquireTokenSilent } = scene({ accounts: [] })
    const { accountId, ...nobody } = challenged
    expect(await tokens.getToken(nobody)).toMatchObject({ token: 't1', accountId })
    expect(acquireTokenSilent.mock.calls).toEqual([
      [{ scopes: ['orders.read'], claims: JSON.stringify(claims) }],
    ])
  })

  it('is not looked for where it is not known what was refused', async () => {
    const { tokens, state } = scene()
    state.cached = result('cached')
    expect(await tokens.getToken({ ...request, claims })).toMatchObject({ token: 't1' })
  })

  it('is no cached one where such a one was tried in vain, however many other tabs put there', async () => {
    for (const { tokens, state, asked } of [tab(), scene()]) {
      let cached = 0
      Object.defineProperty(state, 'cached', { get: () => result(`plain-${cached++}`) })
      const forced = { ...challenged, forceRefresh: true }
      expect(await tokens.getToken(forced)).toMatchObject({ token: 't1' })
      expect(asked()).toHaveLength(1)
    }
  })

  it('that is never answered frees the turn of the other tabs', async () => {
    const one = tab({ silent: [new Promise<never>(() => {})] })
    const controller = new AbortController()
    const hung = one.tokens.getToken({ ...challenged, signal: controller.signal })
    await vi.waitFor(() => expect(one.asked()).toHaveLength(1))
    const other = tab().tokens.getToken(challenged)
    controller.abort(new Error('enough'))
    await expect(hung).rejects.toThrow('enough')
    expect(await other).toMatchObject({ token: 't1' })
  })
})

describe('tabs that are challenged at once', () => {
  it('take what another has got for the same claims, though a cached token was tried in vain', async () => {
    const [one, same, different] = [tab(), tab(), tab()]
    await one.tokens.getToken(challenged)
    for (const { state } of [same, different]) state.cached = result('t1')
    const forced = { ...challenged, forceRefresh: true }
    const fromCache = await same.tokens.getToken(forced)
    expect(fromCache).toMatchObject({ token: 't1', fromCache: true })
    expect(same.asked()).toEqual([])
    await different.tokens.getToken({ ...forced, claims: authContext('c2') })
    expect(different.asked()).toHaveLength(1)
  })

  it('ask one after the other, and find what the first has got', async () => {
    const one = tab()
    const other = tab()
    const first = one.tokens.getToken(challenged)
    // The other tab sees it a moment after it has its turn.
    const later = () => (other.acquireTokenSilent.mock.calls.length > 2 ? result('t1') : undefined)
    Object.defineProperty(other.state, 'cached', { get: later })
    const second = other.tokens.getToken(challenged)
    expect(await first).toMatchObject({ token: 't1' })
    expect(await second).toMatchObject({ token: 't1', fromCache: true })
    expect(other.asked()).toEqual([])
  })

  it('try once what only the user can help with', async () => {
    const one = tab({ silent: [failed('interaction_required')] })
    const other = tab()
    const first = one.tokens.getToken(challenged).catch(isForUser)
    const second = other.tokens.getToken(challenged).catch(isForUser)
    await first.catch(() => {})
    await second
    expect(other.asked()).toEqual([])
    // Other claims may be met.
    const c2 = { ...challenged, claims: authContext('c2') }
    expect(await other.tokens.getToken(c2)).toMatchObject({ token: 't1' })
    expect.hasAssertions()
  })

  it('ask each for itself where their caches are their own', async () => {
    const one = scene({ silent: [failed('interaction_required')] })
    const other = scene()
    await one.tokens.getToken(challenged).catch(() => {})
    expect(await other.tokens.getToken(challenged)).toMatchObject({ token: 't1' })
    expect(await announcements()).toEqual([])
  })

  it('pass on what is no matter of the user, and try each for itself', async () => {
    const one = tab({ silent: [failed('invalid_client')] })
    const other = tab()
    await expect(one.tokens.getToken(challenged)).rejects.toThrow('invalid_client')
    expect(await other.tokens.getToken(challenged)).toMatchObject({ token: 't1' })
  })
})
