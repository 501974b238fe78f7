import {
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose'
import type { KeySet } from './key-set.ts'
import type { Keys } from './keys.ts'

/** A token whose signature and times are right, and the keys among which its own was. */
export interface VerifiedJwt extends JWTVerifyResult<JWTPayload> {
  readonly keySet: KeySet
}

/**
 * Verifies a JWT with the keys there are, or with newer ones where its key is not among them.
 *
 * @throws errors of jose for the token, and KeysUnavailableError.
 */
export async function verifyJwt(
  token: string,
  keys: Keys,
  checks: JWTVerifyOptions,
): Promise<VerifiedJwt> {
  const keySet = await keys.current()
  try {
    return { ...(await jwtVerify(token, keySet.get, checks)), keySet }
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    const newer = await keys.newerThan(keySet)
    if (!newer) throw error
    return { ...(await jwtVerify(token, newer.get, checks)), keySet: newer }
  }
}
