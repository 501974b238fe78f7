import { type AccessTokenParts, createAccessTokens, type IssueAccessToken } from './access-token.ts'
import { type AuthorizationCodes, createAuthorizationCodes } from './authorization-code.ts'
import { createDeviceCodes, type DeviceCodes } from './device-code.ts'
import { createIdTokens, type IssueIdToken } from './id-token.ts'
import type { Keys } from './keys.ts'
import { createRefreshTokens, type RefreshTokens } from './refresh-token.ts'

/** All that is issued, one room each. */
export interface Tokens {
  readonly keys: Keys
  readonly issueAccessToken: IssueAccessToken
  readonly issueIdToken: IssueIdToken
  readonly refreshTokens: RefreshTokens
  readonly codes: AuthorizationCodes
  readonly deviceCodes: DeviceCodes
}

export function createTokens(parts: AccessTokenParts): Tokens {
  const { clock, ids, keys } = parts
  return {
    keys,
    issueAccessToken: createAccessTokens(parts),
    issueIdToken: createIdTokens(clock, ids, keys),
    refreshTokens: createRefreshTokens(clock, ids),
    codes: createAuthorizationCodes(clock, ids),
    deviceCodes: createDeviceCodes(clock, ids),
  }
}
