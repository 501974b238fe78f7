import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  call,
  keySet,
  noon,
  otherTenant,
  setGuard,
  sign,
  tenant,
  userClaims,
  v2,
} from '../issuer.fixture.ts'
import { createKeySet } from './key-set.ts'
import { createKeys, KeysUnavailableError } from './keys.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a key', () => {
  const setOf = async (jwk: Record<string, unknown>) =>
    createKeySet(await (await keySet(jwk)).json())

  it.each<[string, Record<string, unknown>, boolean, boolean]>([
    ['of a tenant serves that one', { issuer: v2(tenant) }, true, false],
    ['of a tenant in capitals serves that one', { issuer: v2(tenant.toUpperCase()) }, true, false],
    ['of every tenant serves each', { issuer: v2('{tenantid}') }, true, true],
    ['that says nothing serves each', { issuer: undefined }, true, true],
    ['that says what is no text serves each', { issuer: [v2(tenant)] }, true, true],
  ])('%s', async (_what, jwk, own, foreign) => {
    const keys = await setOf(jwk)
    for (const kid of ['key-1', undefined]) {
      expect(keys.mayServe(kid, tenant)).toBe(own)
      expect(keys.mayServe(kid, otherTenant)).toBe(foreign)
      expect(keys.mayServe(kid, undefined)).toBe(true)
    }
  })

  it.each([undefined, null, 7, {}, { keys: [] }, { keys: {} }, { keys: ['x'] }])(
    'is not found in %j',
    (published) => {
      expect(() => createKeySet(published)).toThrow()
    },
  )
})

describe('the keys of the issuer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: noon * 1000, toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })

  const never = () => new Promise<never>(() => {})
  const down = () => Promise.reject(new TypeError('fetch failed'))

  /** Keys whose endpoint answers as `issuer.answer` says. */
  function setKeys(keyCooldown = 30) {
    const issuer = { answer: (): Promise<Response> => keySet() }
    const fetch = vi.fn(() => issuer.answer())
    const jwksUri = 'https://login.contoso.test/keys'
    return { issuer, fetch, keys: createKeys({ jwksUri, keyCooldown, fetch }) }
  }
  const minutes = (count: number) => vi.setSystemTime((noon + count * 60) * 1000)

  it('are fetched once for all that wait for them', async () => {
    const { keys, fetch } = setKeys()
    const [first, second] = await Promise.all([keys.current(), keys.current()])
    expect(first).toBe(second)
    expect(await keys.current()).toBe(first)
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  it('that hang at the start are unavailable within 5 seconds, to all at once', async () => {
    const { keys, issuer, fetch } = setKeys()
    issuer.answer = never
    const waiting = [keys.current(), keys.current(), keys.current()].map((each) =>
      expect(each).rejects.toThrow(KeysUnavailableError),
    )
    await vi.advanceTimersByTimeAsync(5000)
    await Promise.all(waiting)
    expect(fetch).toHaveBeenCalledTimes(1)
    issuer.answer = () => keySet()
    expect(await keys.current()).toBeDefined()
  })

  it('that fail at the start are asked for again after a second', async () => {
    const { keys, issuer, fetch } = setKeys()
    issuer.answer = down
    for (let count = 0; count < 5; count++) await expect(keys.current()).rejects.toThrow()
    expect(fetch).toHaveBeenCalledTimes(1)
    issuer.answer = () => keySet()
    vi.setSystemTime((noon + 1) * 1000)
    expect(await keys.current()).toBeDefined()
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['hang', never],
    ['cannot be reached', down],
    ['are an error', async () => new Response('', { status: 500 })],
    [
      'are moved',
      async () => new Response('', { status: 302, headers: { location: 'https://x' } }),
    ],
    ['are no JSON', async () => new Response('<html>')],
    ['are none', async () => Response.json({ keys: [] })],
    ['are endless', async () => new Response('x'.repeat(2_000_000))],
  ])(
    'that were had and then %s answer at once, and are asked for once a cooldown',
    async (_what, answer) => {
      const { keys, issuer, fetch } = setKeys()
      const first = await keys.current()
      issuer.answer = answer
      for (let tries = 1; tries <= 3; tries++) {
        vi.setSystemTime((noon + 660 + 31 * tries) * 1000)
        for (let count = 0; count < 20; count++) expect(keys.current()).toBe(first)
        await vi.advanceTimersByTimeAsync(5000)
        expect(keys.current()).toBe(first)
        expect(fetch).toHaveBeenCalledTimes(1 + tries)
      }
    },
  )

  it('are renewed in the background', async () => {
    const { keys } = setKeys()
    const first = await keys.current()
    minutes(11)
    expect(keys.current()).toBe(first)
    await vi.waitFor(() => expect(keys.current()).not.toBe(first))
  })

  it('do for a day', async () => {
    const { keys, issuer } = setKeys()
    const first = await keys.current()
    issuer.answer = down
    minutes(24 * 60 - 1)
    expect(await keys.current()).toBe(first)
    minutes(24 * 60)
    await expect(keys.current()).rejects.toThrow(KeysUnavailableError)
  })

  it('are not waited for because a clock was set back', async () => {
    const { keys, fetch } = setKeys()
    const first = await keys.current()
    minutes(-60)
    expect(keys.current()).toBe(first)
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  describe('of an unknown id', () => {
    it('are looked for once a cooldown', async () => {
      const { keys, fetch } = setKeys()
      const first = await keys.current()
      expect(await keys.newerThan(first)).toBeUndefined()
      vi.setSystemTime((noon + 30) * 1000)
      const newer = await Promise.all([keys.newerThan(first), keys.newerThan(first)])
      expect(newer[0]).toBe(newer[1])
      expect(newer[0]).not.toBe(first)
      expect(await keys.newerThan(first)).toBe(newer[0])
      expect(await keys.newerThan(await keys.current())).toBeUndefined()
      expect(fetch).toHaveBeenCalledTimes(2)
    })

    it('may be there while none can be had', async () => {
      const { keys, issuer, fetch } = setKeys()
      const first = await keys.current()
      issuer.answer = down
      vi.setSystemTime((noon + 30) * 1000)
      for (let count = 0; count < 3; count++) {
        await expect(keys.newerThan(first)).rejects.toThrow(KeysUnavailableError)
      }
      expect(fetch).toHaveBeenCalledTimes(2)
    })
  })

  it('that hang hold up no call of a guard, whatever token it brings', async () => {
    const issuer = { answer: (): Promise<Response> => keySet() }
    const fetch = vi.fn(() => issuer.answer())
    const { guard } = setGuard({ fetch, now: Date.now })
    const at = (seconds: number, more = {}) =>
      sign(userClaims({ iat: seconds, nbf: seconds, exp: seconds + 3600, ...more }))
    const warm = call(await at(noon))
    expect((await guard.check(warm)).ok).toBe(true)
    issuer.answer = never
    minutes(11)
    // With the timers faked, whatever waited for the keys would never end.
    expect((await guard.check(call(await at(noon + 660)))).ok).toBe(true)
    expect((await guard.check(call(await at(noon + 660, { uti: 'b' })))).ok).toBe(true)
    expect((await guard.check(warm)).ok).toBe(true)
    const forged = (await at(noon + 660)).replace(/[^.]*$/, 'AAAA')
    expect((await guard.check(call(forged))).ok).toBe(false)
    expect(fetch).toHaveBeenCalledTimes(2)
  })
})
