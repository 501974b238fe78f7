import { afterEach, describe, expect, it, vi } from 'vitest'
import { keySet, noon, otherTenant, tenant, v2 } from '../issuer.fixture.ts'
import { createKeys, type Keys } from './keys.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const keysOf = (fetch: () => Promise<Response>): Keys =>
  createKeys({ jwksUri: 'https://login.contoso.test/keys', keyCooldown: 30, fetch })

/** Finds the key of a token, and asks whether it may serve a tenant. */
async function serves(keys: Keys, tid: string | undefined, kid?: string): Promise<boolean> {
  const header = { alg: 'RS256', ...(kid !== undefined && { kid }) }
  const key = await keys.get(header, { payload: '', signature: '' })
  return keys.mayServe(key, kid, tid)
}

describe('a key', () => {
  it.each<[string, Record<string, unknown>, boolean, boolean]>([
    ['of a tenant serves that one', { issuer: v2(tenant) }, true, false],
    ['of every tenant serves each', { issuer: v2('{tenantid}') }, true, true],
    ['that says nothing serves each', { issuer: undefined }, true, true],
    ['that says what is no text serves each', { issuer: [v2(tenant)] }, true, true],
  ])('%s, whoever came first', async (_what, jwk, own, foreign) => {
    const orders = [
      [tenant, otherTenant, tenant],
      [otherTenant, tenant, otherTenant],
    ]
    for (const tids of orders) {
      const keys = keysOf(() => keySet(jwk))
      for (const tid of tids) {
        expect(await serves(keys, tid, 'key-1')).toBe(tid === tenant ? own : foreign)
      }
      expect(await serves(keys, undefined, 'key-1')).toBe(true)
    }
  })

  it('of a tenant in capitals serves that one', async () => {
    const keys = keysOf(() => keySet({ issuer: v2('A-TENANT') }))
    expect(await serves(keys, 'a-tenant', 'key-1')).toBe(true)
    expect(await serves(keys, tenant, 'key-1')).toBe(false)
  })

  it('of a tenant is not opened to others by a token that does not name the key', async () => {
    const keys = keysOf(() => keySet({ issuer: v2(tenant) }))
    expect(await serves(keys, otherTenant)).toBe(false)
    expect(await serves(keys, otherTenant, 'key-1')).toBe(false)
    expect(await serves(keys, otherTenant)).toBe(false)
    expect(await serves(keys, tenant)).toBe(true)
    expect(await serves(keys, otherTenant, 'key-1')).toBe(false)
  })

  it('serves whom it says when it is fetched again', async () => {
    vi.useFakeTimers({ now: noon * 1000, toFake: ['Date'] })
    let owner = tenant
    const keys = keysOf(() => keySet({ issuer: v2(owner) }))
    expect(await serves(keys, tenant, 'key-1')).toBe(true)
    owner = otherTenant
    expect(await serves(keys, tenant, 'key-1')).toBe(true)
    vi.setSystemTime((noon + 601) * 1000)
    expect(await serves(keys, tenant, 'key-1')).toBe(false)
    expect(await serves(keys, otherTenant, 'key-1')).toBe(true)
  })

  it('is looked up in the key set once', async () => {
    const keys = keysOf(() => keySet({ issuer: v2(tenant) }))
    await serves(keys, tenant, 'key-1')
    const copies = vi.spyOn(globalThis, 'structuredClone')
    expect(await serves(keys, tenant, 'key-1')).toBe(true)
    expect(await serves(keys, otherTenant, 'key-1')).toBe(false)
    expect(copies).not.toHaveBeenCalled()
  })
})
