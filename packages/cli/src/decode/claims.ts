import { type ClaimsRequest, encodeClaims } from '@caefetch/core'
import { troubleshooting } from '../links.ts'
import { claimsAdvice, claimsWords } from './claims-words.ts'
import type { Explanation } from './explanation.ts'

/** A claims request by itself: the value of `claims`, decoded. */
export function explainClaims(claims: ClaimsRequest): Explanation {
  const words = claimsWords(claims)
  return {
    kind: 'claims',
    summary:
      words.length > 0
        ? `A claims request: the next token must hold ${words.map(([name]) => name).join(', ')}.`
        : 'A claims request that asks for nothing.',
    facts: words,
    next: claimsAdvice(claims),
    links: [
      troubleshooting('interaction_required'),
      'https://learn.microsoft.com/entra/identity-platform/claims-challenge',
    ],
    details: { claims, encoded: encodeClaims(claims) },
  }
}
