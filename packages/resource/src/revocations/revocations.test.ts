import { describe, expect, it } from 'vitest'
import { createRevocations, type RevocationStore, type RevokedSubject } from '../index.ts'

const noon = Date.UTC(2026, 2, 1, 12) / 1000
const token = { tid: 't', oid: 'o', sid: 's', azp: 'a', uti: 'u', iat: noon - 60 }

function setClock(seconds = noon) {
  const clock = { seconds }
  return { clock, now: () => clock.seconds * 1000 }
}

describe('createRevocations', () => {
  it.each<RevokedSubject>([
    { tid: 't' },
    { oid: 'o' },
    { sid: 's' },
    { azp: 'a' },
    { uti: 'u' },
    { tid: 't', oid: 'o' },
    { oid: 'o', azp: 'a' },
    { tid: 't', oid: 'o', sid: 's', azp: 'a', uti: 'u' },
  ])('revokes by %j, and nothing that differs', async (subject) => {
    const { now } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revoke(subject)
    expect(await revocations.revokedAt(token)).toBe(noon)
    for (const member of Object.keys(subject)) {
      expect(await revocations.revokedAt({ ...token, [member]: 'other' })).toBeUndefined()
      expect(await revocations.revokedAt({ ...token, [member]: undefined })).toBeUndefined()
    }
  })

  it('does not mix up members whose values run together', async () => {
    const revocations = createRevocations({ now: setClock().now })
    await revocations.revoke({ tid: 'a b', azp: 'c', uti: 'u' })
    expect(await revocations.revokedAt({ ...token, tid: 'a', azp: 'b c' })).toBeUndefined()
  })

  it('knows GUIDs in capitals; other ids differ by case', async () => {
    const revocations = createRevocations({ now: setClock().now })
    const oid = 'aaaaaaaa-1111-4111-8111-111111111111'
    await revocations.revoke({ oid: oid.toUpperCase() })
    expect(await revocations.revokedAt({ ...token, oid })).toBe(noon)
    await revocations.revoke({ uti: 'X' })
    expect(await revocations.revokedAt({ iat: noon - 60, uti: 'x' })).toBeUndefined()
    expect(await revocations.revokedAt({ iat: noon - 60, uti: 'X' })).toBe(noon)
  })

  it('lets tokens in that were issued later', async () => {
    const { now, clock } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revoke({ oid: 'o' })
    clock.seconds += 100
    expect(await revocations.revokedAt({ ...token, iat: noon + 1 })).toBeUndefined()
  })

  it('only ever raises a cutoff', async () => {
    const revocations = createRevocations({ now: setClock().now })
    await revocations.revoke({ oid: 'o' }, noon - 10)
    await revocations.revoke({ oid: 'o' }, new Date((noon - 50) * 1000))
    expect(await revocations.revokedAt({ ...token, iat: noon - 20 })).toBe(noon - 10)
  })

  it('names the latest cutoff of several', async () => {
    const revocations = createRevocations({ now: setClock().now })
    await revocations.revoke({ oid: 'o' }, noon - 10)
    await revocations.revoke({ tid: 't' }, noon - 5)
    await revocations.revoke({ sid: 's' }, noon - 20)
    expect(await revocations.revokedAt(token)).toBe(noon - 5)
  })

  it('takes a moment in the future for now: no token could ever satisfy it', async () => {
    const { now, clock } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revoke({ oid: 'o' }, noon + 1e9)
    clock.seconds += 10
    expect(await revocations.revokedAt({ ...token, iat: noon + 5 })).toBeUndefined()
    expect(await revocations.revokedAt(token)).toBe(noon)
  })

  it.each<[string, unknown]>([
    ['no member', {}],
    ['an empty member', { oid: '' }],
    ['undefined members', { oid: undefined }],
    ['another member', { oid: 'o', email: 'x' }],
    ['a number', { oid: 1 }],
    ['nothing', undefined],
  ])('refuses a subject with %s: it would be everyone', async (_what, subject) => {
    const revocations = createRevocations()
    await expect(revocations.revoke(subject as RevokedSubject)).rejects.toMatchObject({
      code: 'configuration',
    })
  })

  it.each([
    [Number.NaN, /must be a Date, or seconds/],
    [-1, /must be a Date, or seconds/],
    [new Date('nonsense'), /must be a Date, or seconds/],
    [noon * 1000, /before is in milliseconds; give it in seconds/],
    [new Date(noon * 1e6), /before is in milliseconds/],
  ])('refuses the moment %s', async (before, message) => {
    const revoked = createRevocations().revoke({ oid: 'o' }, before)
    await expect(revoked).rejects.toThrow(message)
    await expect(revoked).rejects.toMatchObject({ code: 'configuration' })
  })

  it('forgets what no token can outlive, and keeps the rest', async () => {
    const { now, clock } = setClock()
    const revocations = createRevocations({ now, maxTokenLife: 100 })
    await revocations.revoke({ oid: 'o' })
    clock.seconds += 101
    await revocations.revoke({ oid: 'p' })
    expect(await revocations.revokedAt(token)).toBeUndefined()
    expect(await revocations.revokedAt({ ...token, oid: 'p' })).toBe(noon + 101)
  })

  it('wants to know what becomes of calls while a store is down', () => {
    const store: RevocationStore = { raise() {}, latest: () => undefined }
    expect(() => createRevocations({ store } as never)).toThrow(/whenDown: a store needs whenDown/)
    expect(() => createRevocations({ whenDown: 'allow' } as never)).toThrow(/whenDown/)
  })
})

describe('a token that was issued in the second of its revocation', () => {
  const old = { ...token, iat: noon, uti: 'old' }
  const renewed = { ...token, iat: noon, uti: 'renewed' }

  it('is revoked on the very next request when it was seen before', async () => {
    const { now } = setClock()
    const revocations = createRevocations({ now })
    expect(await revocations.revokedAt(old)).toBeUndefined()
    await revocations.revoke({ oid: 'o' })
    expect(await revocations.revokedAt(old)).toBe(noon)
  })

  it('is let in when it comes after, and asked for again when the second has passed', async () => {
    const { now, clock } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revokedAt(old)
    await revocations.revoke({ oid: 'o' })
    expect(await revocations.revokedAt(renewed)).toBeUndefined()
    expect(await revocations.revokedAt(renewed)).toBeUndefined()
    expect(await revocations.revokedAt(old)).toBe(noon)
    clock.seconds += 2
    expect(await revocations.revokedAt(renewed)).toBe(noon)
    expect(await revocations.revokedAt({ ...token, iat: noon + 1 })).toBeUndefined()
  })

  it('is revoked when its revocation is heard of late', async () => {
    const { now, clock } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revokedAt(old)
    clock.seconds += 900
    await revocations.revoke({ oid: 'o' }, noon)
    expect(await revocations.revokedAt(old)).toBe(noon)
    expect(await revocations.revokedAt(renewed)).toBe(noon)
  })

  it('is not forgotten to be old because of many other revocations', async () => {
    const { now } = setClock()
    const revocations = createRevocations({ now })
    await revocations.revokedAt(old)
    await revocations.revoke({ oid: 'o' })
    for (let ago = 1; ago < 100; ago++) await revocations.revoke({ oid: `p${ago}` }, noon - ago)
    expect(await revocations.revokedAt(old)).toBe(noon)
  })
})

describe('a restart', () => {
  /** What a shared store does, over rows that outlive the process. */
  const tableStore = (rows: { subject: RevokedSubject; cutoff: number }[]): RevocationStore => ({
    async raise(subject, cutoff) {
      rows.push({ subject: { ...subject }, cutoff })
    },
    async latest(stamp) {
      const hits = rows.filter(({ subject }) =>
        Object.entries(subject).every(([member, value]) => Reflect.get(stamp, member) === value),
      )
      return hits.length > 0 ? Math.max(...hits.map(({ cutoff }) => cutoff)) : undefined
    },
  })

  it('loses every revocation in memory, and none in a store that lasts', async () => {
    const { now, clock } = setClock()
    const rows: { subject: RevokedSubject; cutoff: number }[] = []
    const start = () => [
      createRevocations({ now }),
      createRevocations({ now, store: tableStore(rows), whenDown: 'refuse' }),
    ]
    for (const revocations of start()) {
      await revocations.revoke({ tid: 't', oid: 'o' }, noon - 10)
      expect(await revocations.revokedAt(token)).toBe(noon - 10)
    }
    clock.seconds += 5
    const afterwards = start().map((revocations) => revocations.revokedAt(token))
    expect(await Promise.all(afterwards)).toEqual([undefined, noon - 10])
  })
})
