import { errors, type JWTVerifyResult, jwtVerify, type ResolvedKey } from 'jose'
import { type AccessTokenClaims, type Caller, toCaller } from './caller.ts'
import { isToken } from './credentials.ts'
import { audienceVariants, createIssuerCheck, type Tenants } from './issuers.ts'
import { createKeys, type KeyOptions, KeysUnavailableError } from './keys.ts'

/** Why a token is not taken. */
export type TokenFault =
  | 'malformed'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'not_an_access_token'
  | 'invalid'
  | 'keys_unavailable'

export interface VerifyOptions extends KeyOptions {
  readonly tenantId?: Tenants | undefined
  readonly issuer?: readonly string[] | undefined
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export type Verify = (token: string) => Promise<Caller | TokenFault>

/** Verifies access tokens of Entra, v1.0 and v2.0, or of the issuer that is named. */
export function createVerify(options: VerifyOptions): Verify {
  const keys = createKeys(options)
  const isIssuer = createIssuerCheck(options.issuer, options.tenantId)
  const audience = audienceVariants(options.audience)
  const algorithms = [...options.algorithms]
  const isEntra = options.tenantId !== undefined

  const verify = (token: string): Promise<JWTVerifyResult & ResolvedKey> =>
    jwtVerify(token, keys.get, {
      algorithms,
      audience,
      clockTolerance: options.clockTolerance,
      currentDate: new Date(options.now()),
      requiredClaims: ['exp', 'iat'],
    })

  return async (token) => {
    if (!isToken(token)) return 'malformed'
    const verified = await verify(token).catch(faultOf)
    if (typeof verified === 'string') return verified
    const { payload, protectedHeader, key } = verified
    // Entra says `JWT` and others may say nothing, but what calls itself something else is that.
    if (!/^(application\/)?(at\+)?jwt$/i.test(protectedHeader.typ ?? 'JWT')) {
      return 'not_an_access_token'
    }
    if (!(await isIssuer(payload.iss, payload.tid))) return 'wrong_issuer'
    const caller = toCaller(payload as AccessTokenClaims)
    if (!caller) return 'invalid'
    if (!keys.mayServe(key, protectedHeader.kid, caller.tenantId)) return 'wrong_issuer'
    return isEntra && !isAccessToken(caller) ? 'not_an_access_token' : caller
  }
}

/**
 * An ID token of a client that shares the API's registration has the same audience. It names no client
 * and grants no permission.
 */
const isAccessToken = ({ clientId, scopes, roles, claims }: Caller): boolean =>
  clientId !== undefined && (scopes.length > 0 || roles.length > 0 || claims.idtyp === 'app')

function faultOf(error: unknown): TokenFault {
  if (error instanceof KeysUnavailableError) return 'keys_unavailable'
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed && error.reason === 'check_failed') {
    if (error.claim === 'nbf' || error.claim === 'iat') return 'not_yet_valid'
    if (error.claim === 'aud') return 'wrong_audience'
  }
  return 'invalid'
}
