import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRevocations, type RevocationStore } from '../index.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const noon = Date.UTC(2026, 2, 1, 12) / 1000
const token = { tid: 't', oid: 'o', iat: noon - 60 }
const now = () => noon * 1000

const never = () => new Promise<never>(() => {})
const storeOf = (store: Partial<RevocationStore>): RevocationStore => ({
  raise() {},
  latest: () => undefined,
  ...store,
})
const setStore = (store: Partial<RevocationStore>, whenDown: 'refuse' | 'allow' = 'refuse') =>
  createRevocations({ store: storeOf(store), whenDown, now })

/** What a look-up comes to, also where it throws at once. */
const lookUp = async (revocations: ReturnType<typeof setStore>) => revocations.revokedAt(token)

describe('a store', () => {
  it.each([
    ['null', () => null],
    ['a promise of null', async () => null],
    ['undefined', () => undefined],
    ['an older cutoff', async () => noon - 100],
  ])('that answers %s has not revoked the token', async (_what, latest) => {
    expect(await lookUp(setStore({ latest }))).toBeUndefined()
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['answers with a text', () => '1'],
    ['answers with no number', async () => Number.NaN],
    ['answers with an object', async () => ({ cutoff: 1 })],
  ])('that %s is down, and whenDown decides', async (_what, latest) => {
    const broken = { latest } as Partial<RevocationStore>
    await expect(lookUp(setStore(broken))).rejects.toThrow()
    expect(await lookUp(setStore(broken, 'allow'))).toBeUndefined()
  })

  it('that hangs is down after a second, and is left alone for another', async () => {
    const latest = vi.fn<() => Promise<number>>(never)
    const revocations = setStore({ latest })
    const first = lookUp(revocations)
    const refused = expect(first).rejects.toThrow('has not answered within 1000 ms')
    await vi.advanceTimersByTimeAsync(999)
    expect(latest).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    await refused
    await expect(lookUp(revocations)).rejects.toThrow()
    expect(latest).toHaveBeenCalledTimes(1)
  })

  it('that hung is tried by one look-up, and asked by all when it answers again', async () => {
    let answer: () => Promise<number> = never
    const latest = vi.fn(() => answer())
    const revocations = setStore({ latest })
    const first = expect(lookUp(revocations)).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(1000)
    await first
    await vi.advanceTimersByTimeAsync(1000)
    const second = expect(lookUp(revocations)).rejects.toThrow()
    await expect(lookUp(revocations)).rejects.toThrow()
    expect(latest).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1000)
    await second
    await vi.advanceTimersByTimeAsync(1000)
    answer = async () => noon
    expect(await lookUp(revocations)).toBe(noon)
    expect(await lookUp(revocations)).toBe(noon)
    expect(latest).toHaveBeenCalledTimes(4)
  })

  it('may take the time that storeTimeout gives it', async () => {
    const store = storeOf({ latest: never })
    const revocations = createRevocations({ store, whenDown: 'allow', now, storeTimeout: 50 })
    const look = lookUp(revocations)
    await vi.advanceTimersByTimeAsync(50)
    expect(await look).toBeUndefined()
  })

  it('that does not take a revocation rejects it, in a second at most', async () => {
    const failing = setStore({ raise: () => Promise.reject(new Error('down')) })
    await expect(failing.revoke({ oid: 'o' })).rejects.toThrow('down')
    const hanging = setStore({ raise: never })
    const revoked = expect(hanging.revoke({ oid: 'o' })).rejects.toThrow('has not answered')
    await vi.advanceTimersByTimeAsync(1000)
    await revoked
  })

  it('that hangs with a revocation is asked about tokens all the same', async () => {
    const revocations = setStore({ raise: never, latest: () => noon - 100 })
    const revoked = expect(revocations.revoke({ oid: 'p' })).rejects.toThrow('has not answered')
    await vi.advanceTimersByTimeAsync(1000)
    await revoked
    expect(await lookUp(revocations)).toBeUndefined()
  })

  it.each<[string, Partial<RevocationStore>]>([
    ['lags behind', {}],
    [
      'is down',
      {
        raise: () => Promise.reject(new Error('down')),
        latest: () => {
          throw new Error('down')
        },
      },
    ],
  ])('that %s hides no revocation of this process', async (_what, store) => {
    const revocations = setStore(store, 'allow')
    const revoked = revocations.revoke({ oid: 'o' }).catch(() => {})
    expect(revocations.revokedAt(token)).toBe(noon)
    await revoked
    expect(await lookUp(revocations)).toBe(noon)
  })

  it('that is local is believed alone, and answers without a promise', () => {
    const revocations = setStore({ isLocal: true })
    void revocations.revoke({ oid: 'o' })
    expect(revocations.revokedAt(token)).toBeUndefined()
  })
})

describe('a token that was issued in the second of a revocation that another replica accepted', () => {
  it('is revoked when it was seen before the store had it, and else let in', () => {
    const cutoffs: number[] = []
    let tellRaised = (_cutoff: number): void => {}
    const store = storeOf({
      latest: () => cutoffs.at(-1),
      onRaise(listener) {
        tellRaised = listener
      },
    })
    const revocations = createRevocations({ store, whenDown: 'refuse', now })
    const stamp = { ...token, iat: noon }
    expect(revocations.revokedAt({ ...stamp, uti: 'old' })).toBeUndefined()
    cutoffs.push(noon)
    tellRaised(noon)
    expect(revocations.revokedAt({ ...stamp, uti: 'new' })).toBeUndefined()
    expect(revocations.revokedAt({ ...stamp, uti: 'old' })).toBe(noon)
    expect(revocations.revokedAt({ ...stamp, uti: 'new' })).toBeUndefined()
  })
})
