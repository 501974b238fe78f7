import type { ClaimsRequest } from '@caefetch/core'

const reasons: Record<string, string> = {
  acrs: 'authentication-context',
  nbf: 'revocation',
  xms_rp_ipaddr: 'location',
}

/** What claims ask for, in a word; nothing of what an API has written goes on to a page or a script. */
export function nameOf(claims: ClaimsRequest = {}): string {
  const names = Object.values(claims).flatMap((requested) => Object.keys(requested))
  const known = names.find((name) => Object.hasOwn(reasons, name))
  return known ? (reasons[known] ?? '') : 'other'
}
