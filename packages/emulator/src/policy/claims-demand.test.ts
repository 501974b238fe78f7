import { describe, expect, it } from 'vitest'
import { EntraError } from '../errors/entra-error.ts'
import { isCapable, readClaims } from './claims-demand.ts'

const text = (access_token: object): string => JSON.stringify({ access_token })

describe('claims demand', () => {
  it('reads what MSAL sends', () => {
    const demand = readClaims(
      '{"access_token":{"nbf":{"essential":true,"value":"1795289009"},"xms_cc":{"values":["CP1"]}},"id_token":{"signin_state":{"essential":false},"login_hint":null}}',
    )
    expect(demand).toMatchObject({ capabilities: ['CP1'], notBefore: 1_795_289_009 })
    expect(isCapable(demand)).toBe(true)
  })

  it('reads contexts, address and policies', () => {
    const demand = readClaims(
      text({
        acrs: { essential: true, values: ['c1', 'c2'] },
        xms_rp_ipaddr: { value: '198.51.100.1' },
        polids: { essential: true, values: ['p1'] },
        capolids: { essential: true, values: ['p2'] },
      }),
    )
    expect(demand).toMatchObject({
      authContexts: ['c1', 'c2'],
      address: '198.51.100.1',
      policies: ['p1', 'p2'],
    })
  })

  it('tells essential contexts from welcome ones', () => {
    expect(readClaims(text({ acrs: { value: 'c1' } }))).toMatchObject({
      authContexts: [],
      voluntaryContexts: ['c1'],
    })
  })

  it('several requests count as one, and the latest nbf wins', () => {
    const demand = readClaims(
      text({ nbf: { value: '10' }, acrs: { essential: true, value: 'c1' } }),
      undefined,
      text({ nbf: { value: '20' }, xms_cc: { values: ['cp1'] } }),
    )
    expect(demand).toMatchObject({ notBefore: 20, authContexts: ['c1'], capabilities: ['cp1'] })
    expect(demand.request).toMatchObject({ access_token: { xms_cc: { values: ['cp1'] } } })
  })

  it('no claims, no demands', () => {
    expect(readClaims(undefined, '')).toMatchObject({ request: undefined, capabilities: [] })
  })

  it.each(['{', '[]', '"x"', '1', 'null', '{"access_token":1}', '{"access_token":{"acrs":"c1"}}'])(
    '%s is not a claims request',
    (claims) => {
      expect(() => readClaims(claims)).toThrow(EntraError)
      expect(() => readClaims(claims)).toThrow(/AADSTS9002313/)
    },
  )

  it('a hostile member does no harm', () => {
    readClaims('{"__proto__":{"polluted":{"value":1}},"access_token":{"__proto__":{"value":"x"}}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
