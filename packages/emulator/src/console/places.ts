import type { Location } from '../tenant/model.ts'

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** Where a user can be moved to; addresses are of the ranges for documentation (RFC 5737). */
export const knownPlaces: readonly Location[] = [
  { country: 'NL', ip: '203.0.113.7' },
  { country: 'DE', ip: '203.0.113.49' },
  { country: 'BR', ip: '198.51.100.55' },
  { country: 'IN', ip: '198.51.100.91' },
  { country: 'JP', ip: '192.0.2.81' },
  { country: 'US', ip: '192.0.2.1' },
]

/** `Netherlands (NL)`; what is no country's code stays as it is. */
export function countryName(code: string): string {
  const name = /^[A-Z]{2}$/.test(code) ? regionNames.of(code) : undefined
  return name === undefined || name === code ? code : `${name} (${code})`
}
