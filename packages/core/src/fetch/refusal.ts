import {
  challengesOf,
  findClaimsChallenge,
  type Refusal,
  takesTokens,
} from '../challenge/read-claims-challenge.ts'
import { paramOf } from '../challenge/scan-challenges.ts'
import { readStepUp } from '../challenge/step-up.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'

/** A response, or what is known of one. */
export type RefusalOf = Refusal & Partial<Pick<Response, 'url' | 'type'>>

/** The claims that a response asks for; empty ones where any other token will do. */
export function demandOf(response: RefusalOf, sentTo: string): ClaimsRequest | undefined {
  // After a redirect another origin speaks, and it has no say in what is asked of Entra.
  if (response.url && originOf(response.url) !== originOf(sentTo)) return undefined
  const challenges = challengesOf(response)
  const isRefused = challenges.some((each) => paramOf(each, 'error') === 'invalid_token')
  const { claims } = findClaimsChallenge(challenges, response.status) ?? {}
  const stepUp = challenges.filter(takesTokens).map(readStepUp).find(Boolean)
  return claims ?? stepUp ?? (isRefused && response.status === 401 ? {} : undefined)
}

/** Where a challenge stands, to know the same again: what it asks for may move with the clock. */
export const textOf = ({ headers }: Refusal): string => headers.get('www-authenticate') ?? ''

/** Whether the header may be there, and the page is not let to see it. */
export const isHidden = ({ status, type, headers }: RefusalOf): boolean =>
  status === 401 && type === 'cors' && !headers.has('www-authenticate')

/** Whether a call that brought no token was refused for that. */
export const asksForToken = (response: Refusal): boolean =>
  response.status === 401 && challengesOf(response).some(({ scheme }) => /^bearer$/i.test(scheme))

/** Undefined for what is no URL: then nothing shows that it is the one that was called. */
function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin
  } catch {
    return undefined
  }
}
