import { buffer } from 'node:stream/consumers'
import { getHeapSnapshot } from 'node:v8'
import { LRUCache } from 'lru-cache'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { refusalOf } from '../guard/verdict.fixture.ts'
import { createRevocations } from '../index.ts'
import {
  api,
  call,
  forge,
  keySet,
  noon,
  setGuard,
  sign,
  tenant,
  userClaims,
} from '../issuer.fixture.ts'
import { cachedVerify } from './cached-verify.ts'
import { createVerify } from './verify-token.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const header = { alg: 'RS256', typ: 'JWT', kid: 'key-1' }
const admin = userClaims({ scp: 'everything' })

/** The cache before the real verification, which is watched. */
function setCache(cacheSize = 10, cacheBytes = 1e6) {
  const shared = { clockTolerance: 60, now: () => noon * 1000 }
  const verified = vi.fn(
    createVerify({
      ...shared,
      tenantId: tenant,
      audience: [api],
      algorithms: ['RS256'],
      boundTokens: 'refuse',
      jwksUri: 'https://login.contoso.test/keys',
      keyCooldown: 30,
      fetch: () => keySet(),
    }),
  )
  return {
    verified,
    verify: cachedVerify(verified, { ...shared, cacheSize, cacheBytes, cacheAge: 600 }),
  }
}

const partsOf = (token: string): [signed: string, signature: string] => {
  const end = token.lastIndexOf('.')
  return [token.slice(0, end), token.slice(end + 1)]
}

/** The other ways to write the last character of a signature, whose last four bits are not read. */
function spellings(signature: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.slice(-1))
  const others = [1, 2, 4, 8, 15].map((bits) => alphabet.charAt(last ^ bits))
  const standard = signature.replaceAll('-', '+').replaceAll('_', '/')
  return [
    ...others.map((other) => signature.slice(0, -1) + other),
    `${signature}==`,
    ...(standard === signature ? [] : [standard]),
  ]
}

describe('a token that is remembered', () => {
  it.each<[string, (good: string, other: string) => string]>([
    ['a forged payload', (good) => forge(header, admin, partsOf(good)[1])],
    ['a forged header', (good) => forge({ ...header, more: 1 }, userClaims(), partsOf(good)[1])],
    [
      'the payload of another good token',
      (good, other) => `${partsOf(other)[0]}.${partsOf(good)[1]}`,
    ],
    ['a longer payload', (good) => good.replace(/\.(?=[^.]*$)/, 'AA.')],
    ['an empty payload', (good) => good.replace(/\.[^.]*\./, '..')],
    ['nothing before it', (good) => `.${partsOf(good)[1]}`],
    ['nothing before it, not even a dot', (good) => partsOf(good)[1]],
  ])('lends its signature to no one: %s', async (_what, make) => {
    const { verify, verified } = setCache()
    const good = await sign(userClaims())
    const other = await sign(userClaims({ uti: 'other' }))
    expect(await verify(other)).toHaveProperty('claims')
    const caller = await verify(good)
    const forged = make(good, other)
    for (let turn = 0; turn < 3; turn++) expect(await verify(forged)).toHaveProperty('reason')
    expect(verified).toHaveBeenCalledTimes(5)
    expect(await verify(good)).toBe(caller)
    expect(verified).toHaveBeenCalledTimes(5)
  })

  it.each<[string, (good: string, other: string) => string]>([
    ['another one', () => 'AAAA'],
    ['none', () => ''],
    ['that of another good token', (_good, other) => partsOf(other)[1]],
    ['its own, cut off', (good) => partsOf(good)[1].slice(0, -1)],
    ['its own, twice', (good) => partsOf(good)[1].repeat(2)],
    ['its own in lower case', (good) => partsOf(good)[1].toLowerCase()],
  ])('is not taken with a forged signature: %s', async (_what, make) => {
    const { verify, verified } = setCache()
    const good = await sign(userClaims())
    const other = await sign(userClaims({ uti: 'other' }))
    expect(await verify(other)).toHaveProperty('claims')
    const caller = await verify(good)
    const forged = `${partsOf(good)[0]}.${make(good, other)}`
    for (let turn = 0; turn < 3; turn++) expect(await verify(forged)).toHaveProperty('reason')
    expect(verified).toHaveBeenCalledTimes(5)
    expect(await verify(good)).toBe(caller)
    expect(verified).toHaveBeenCalledTimes(5)
  })

  it('answers for no other spelling of its signature', async () => {
    const { verify, verified } = setCache()
    const good = await sign(userClaims())
    const caller = await verify(good)
    const [signed, signature] = partsOf(good)
    for (const spelling of spellings(signature)) {
      verified.mockClear()
      const respelled = `${signed}.${spelling}`
      const result = await verify(respelled)
      expect(verified).toHaveBeenCalledExactlyOnceWith(respelled)
      expect(result).toMatchObject({ reason: 'bad_signature' })
    }
    verified.mockClear()
    expect(await verify(good)).toBe(caller)
    expect(verified).not.toHaveBeenCalled()
  })

  it('is revoked from the next call on', async () => {
    const revocations = createRevocations({ now: () => noon * 1000 })
    const asked = vi.spyOn(revocations, 'revokedAt')
    const { guard } = setGuard({ revocations })
    const request = call(await sign(userClaims()))
    expect((await guard.check(request)).ok).toBe(true)
    expect((await guard.check(request)).ok).toBe(true)
    expect(asked).toHaveBeenCalledTimes(2)
    await revocations.revoke({ tid: tenant, oid: 'user-of-contoso' })
    expect((await refusalOf(await guard.check(request))).claims).toBeDefined()
  })
})

describe('the memory of tokens', () => {
  it('holds none that could be used', async () => {
    const { guard } = setGuard()
    /** Bytes, because a text would be found itself. */
    const use = async (uti: string) => {
      const token = await sign(userClaims({ uti }))
      expect((await guard.check(call(token))).ok).toBe(true)
      return partsOf(token).map((part) => Buffer.from(part))
    }
    const [signed = '', signature = ''] = await use('first')
    await use('second')
    const heap = await buffer(getHeapSnapshot())
    expect(heap.includes(signed)).toBe(true)
    expect(heap.includes(signature)).toBe(false)
    // The guard lives until here, and its memory with it.
    await use('third')
  })

  it('has no room for one that is longer than credentials may be', async () => {
    const kept = vi.spyOn(LRUCache.prototype, 'set')
    const { guard } = setGuard()
    const long = await sign(userClaims({ groups: 'g'.repeat(16_384) }))
    expect((await refusalOf(await guard.check(call(long)))).status).toBe(400)
    expect(kept).not.toHaveBeenCalled()
  })

  it('is bounded in bytes: large tokens make way before there are many', async () => {
    const { verify, verified } = setCache(1000, 200_000)
    const groups = Array.from({ length: 250 }, (_, index) => `group-${index}-of-many`)
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, uti) => sign(userClaims({ uti: `${uti}`, groups }))),
    )
    for (const token of tokens) await verify(token)
    verified.mockClear()
    for (const token of tokens.toReversed()) await verify(token)
    expect(verified.mock.calls.length).toBeGreaterThan(10)
    expect(verified.mock.calls.length).toBeLessThan(20)
  })

  it('takes a token that is larger than all of it, and forgets it', async () => {
    const { verify, verified } = setCache(10, 100)
    const token = await sign(userClaims())
    expect(await verify(token)).toHaveProperty('claims')
    expect(await verify(token)).toHaveProperty('claims')
    expect(verified).toHaveBeenCalledTimes(2)
  })

  it('is not filled, nor emptied, by tokens that were made up', async () => {
    const kept = vi.spyOn(LRUCache.prototype, 'set')
    const { verify, verified } = setCache(1)
    const good = await sign(userClaims())
    const caller = await verify(good)
    for (let index = 0; index < 20; index++) {
      await verify(forge(header, { ...admin, index }, partsOf(good)[1]))
      await verify(`${partsOf(good)[0]}.${index}`)
    }
    expect(kept).toHaveBeenCalledTimes(1)
    verified.mockClear()
    expect(await verify(good)).toBe(caller)
    expect(verified).not.toHaveBeenCalled()
  })
})
