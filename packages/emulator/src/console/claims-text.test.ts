import { describe, expect, it } from 'vitest'
import { claimsText } from './claims-text.ts'

describe('claims text', () => {
  it.each<[string | undefined, Parameters<typeof claimsText>[0]]>([
    [undefined, undefined],
    [undefined, { access_token: { xms_cc: { values: ['cp1'] } } }],
    ['nbf 1', { access_token: { xms_cc: { values: ['cp1'] }, nbf: { value: '1' } } }],
    ['acrs c1 or c2, ipaddr', { access_token: { acrs: { values: ['c1', 'c2'] }, ipaddr: null } }],
    [undefined, { id_token: { acrs: { value: 'c1' } } }],
  ])('%s', (text, claims) => expect(claimsText(claims)).toBe(text))
})
