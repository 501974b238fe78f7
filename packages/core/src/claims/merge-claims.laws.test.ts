import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClaimsRequest } from './claims-request.ts'
import { coversClaims, mergeClaims } from './merge-claims.ts'

const access = (claims: Record<string, unknown>): ClaimsRequest => ({ access_token: claims })
const nbf = (value: unknown): ClaimsRequest => access({ nbf: { essential: true, value } })

describe('the laws of mergeClaims', () => {
  const scalar = fc.oneof(fc.constantFrom('c1', 'c2', 1), fc.string(), fc.integer(), fc.boolean())
  const optional = { requiredKeys: [] }
  const claim = fc.oneof(
    fc.constant(null),
    fc.record({ essential: fc.boolean(), value: scalar, x: fc.string() }, optional),
    fc.record({ essential: fc.boolean(), values: fc.uniqueArray(scalar) }, optional),
  )
  const time = fc.nat({ max: 9 }).chain((seconds) => fc.constantFrom(seconds, String(seconds)))
  const place = fc.record(
    {
      acrs: claim,
      toString: claim,
      nbf: fc.record({ essential: fc.boolean(), value: time }, optional),
    },
    optional,
  )
  const request: fc.Arbitrary<ClaimsRequest> = fc.dictionary(
    fc.constantFrom('access_token', 'id_token', 'constructor'),
    place,
  )

  it('a request merged with itself is itself', () =>
    fc.assert(
      fc.property(request, (a) => {
        expect(mergeClaims(a, a)).toEqual(a)
      }),
    ))

  it('no requests make an empty one', () => {
    expect(mergeClaims()).toEqual({})
  })

  it('an empty request changes nothing', () =>
    fc.assert(
      fc.property(request, (a) => {
        for (const merged of [mergeClaims(a), mergeClaims({}, a), mergeClaims(a, {})]) {
          expect(merged).toEqual(a)
        }
      }),
    ))

  it('the grouping does not matter', () =>
    fc.assert(
      fc.property(request, request, request, (a, b, c) => {
        const merged = mergeClaims(a, b, c)
        expect(mergeClaims(mergeClaims(a, b), c)).toEqual(merged)
        expect(mergeClaims(a, mergeClaims(b, c))).toEqual(merged)
      }),
    ))

  it('the order of nbf does not matter', () =>
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const latest = nbf(String(Math.max(a, b)))
        expect(mergeClaims(nbf(String(a)), nbf(String(b)))).toEqual(latest)
        expect(mergeClaims(nbf(String(b)), nbf(String(a)))).toEqual(latest)
      }),
    ))

  it('the result covers requests that agree but for nbf', () =>
    fc.assert(
      fc.property(request, fc.tuple(time, time), fc.array(fc.boolean()), (a, times, chosen) => {
        const names = Object.keys(a.access_token ?? {})
        const half = Object.fromEntries(
          names.filter((_, index) => chosen[index]).map((name) => [name, a.access_token?.[name]]),
        )
        const one = mergeClaims({
          ...a,
          access_token: { ...a.access_token, nbf: { value: times[0] } },
        })
        const two = access({ ...half, nbf: { value: times[1] } })
        for (const merged of [mergeClaims(one, two), mergeClaims(two, one)]) {
          expect(coversClaims(merged, one)).toBe(true)
          expect(coversClaims(merged, two)).toBe(true)
        }
      }),
    ))
})
