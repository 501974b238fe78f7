import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { coversClaims } from '../claims/merge-claims.ts'
import type { HeldToken } from './held-tokens.ts'

/** What one call has been challenged with, and what was done about it. */
export interface ChallengeMemory {
  /** Whether the API asks again for what the call's token was asked for with. */
  isRepeated(claims: ClaimsRequest, text: string): boolean
  /** Whether the call may cost no more. */
  isExhausted(): boolean
  /** Whether the call was sent with a later token of which no more was known. */
  hasTriedLater(): boolean
  /** Whether a token was asked for on behalf of the call. */
  hasAsked(): boolean
  /** Notes the token that is the answer to a challenge. */
  answered(claims: ClaimsRequest, text: string, token: HeldToken): void
}

/** Other tabs and replicas may have renewed so often meanwhile; each time costs a send, and no token request. */
const mostLaterTokens = 2

export function createChallengeMemory(maxChallenges: number): ChallengeMemory {
  const answers: { claims: ClaimsRequest; text: string }[] = []
  let laterTokens = 0
  return {
    isRepeated: (claims, text) =>
      answers.some((answer) =>
        isEmpty(claims)
          ? isEmpty(answer.claims)
          : answer.text === text || coversClaims(answer.claims, claims),
      ),
    isExhausted: () => answers.length >= maxChallenges || laterTokens >= mostLaterTokens,
    hasTriedLater: () => laterTokens > 0,
    hasAsked: () => answers.length > 0,
    answered(claims, text, token) {
      const isCovered = token.claims !== undefined && coversClaims(token.claims, claims)
      if (isCovered) answers.push({ claims, text })
      else laterTokens++
    },
  }
}
