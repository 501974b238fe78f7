import type { TokenSource } from '@caefetch/core'
import { type UserSide as Asking, createAskUser } from './interaction/ask-user.ts'
import { type ClaimsTokens, createClaimsTokens } from './tokens/claims-tokens.ts'

export type UserSide = Omit<Asking, 'tokens'>

/** What answers challenges: silently, and by asking the user. */
export interface Challenges extends Pick<ClaimsTokens, 'getToken'> {
  askUser: NonNullable<TokenSource['askUser']>
}

export function createChallenges(user: UserSide): Challenges {
  const tokens = createClaimsTokens(user.msal, user.acquire)
  return { getToken: tokens.getToken, askUser: createAskUser({ ...user, tokens }) }
}
