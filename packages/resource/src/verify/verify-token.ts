import { errors, type JWTPayload } from 'jose'
import { createAudience } from './audience.ts'
import { type AccessTokenClaims, type Caller, toCaller } from './caller.ts'
import { isCanonical, isToken } from './credentials.ts'
import { diagnose, type Expected, fromElsewhere } from './diagnose.ts'
import { faultOf, readable, type TokenFault, type TokenReason } from './faults.ts'
import { createIssuers, type Tenants } from './issuers.ts'
import { createKeys, type KeyOptions } from './keys.ts'
import { wrongKind } from './token-kind.ts'
import { type VerifiedJwt, verifyJwt } from './verify-jwt.ts'

export interface VerifyOptions extends KeyOptions {
  readonly tenantId?: Tenants | undefined
  readonly issuer?: readonly string[] | undefined
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
  readonly boundTokens: 'refuse' | 'accept'
  /** Seconds. */
  readonly clockTolerance: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Rejects with KeysUnavailableError or TenantsUnavailableError where it cannot say. */
export type Verify = (token: string) => Promise<Caller | TokenFault>

export const isFault = (result: Caller | TokenFault): result is TokenFault => 'reason' in result

/** Verifies access tokens of Entra, v1.0 and v2.0, or of the issuer that is named. */
export function createVerify(options: VerifyOptions): Verify {
  const { clockTolerance, now, tenantId } = options
  const keys = createKeys(options)
  const audience = createAudience(options.audience)
  const issuers = createIssuers(options.issuer, tenantId)
  const expected: Expected = { audience, issuers }
  const algorithms = [...options.algorithms]
  const requiredClaims = ['exp', 'iat']

  return async (token) => {
    const shape = wrongShape(token)
    if (shape) return faultOf(shape)
    let verified: VerifiedJwt
    try {
      const currentDate = new Date(now())
      const checks = { algorithms, clockTolerance, currentDate, requiredClaims }
      verified = await verifyJwt(token, keys, checks)
    } catch (error) {
      return diagnose(token, faultOf(reasonOf(error)), expected)
    }
    const { payload, protectedHeader, keySet } = verified
    const elsewhere = notForHere(payload)
    if (elsewhere) return elsewhere
    const caller = toCaller(payload as AccessTokenClaims)
    if (!caller) return faultOf('invalid_claims')
    const isTaken =
      (await issuers.takes(payload.iss, payload.tid)) &&
      keySet.mayServe(protectedHeader.kid, caller.tenantId)
    if (!isTaken) return foreign(payload)
    const kind = wrongKind(caller, protectedHeader.typ, tenantId !== undefined)
    return kind ?? unusable(caller, protectedHeader.typ) ?? caller
  }

  function notForHere({ aud, iss }: JWTPayload): TokenFault | undefined {
    if (audience.has(aud)) return undefined
    const { told } = faultOf('wrong_audience')
    const elsewhere = fromElsewhere(aud, iss, expected)
    if (elsewhere) return { ...elsewhere, told }
    return faultOf('wrong_audience', { found: readable(aud), expected: audience.names })
  }

  function foreign({ aud, iss }: JWTPayload): TokenFault {
    const fault = faultOf('wrong_issuer', { found: readable(iss), expected: issuers.names })
    const elsewhere = fromElsewhere(aud, iss, expected)
    return elsewhere ? { ...elsewhere, told: fault.told } : fault
  }

  function unusable({ claims }: Caller, typ: string | undefined): TokenFault | undefined {
    // A revocation until then would not hit it.
    if ((claims.iat ?? 0) > now() / 1000 + clockTolerance) return faultOf('issued_in_future')
    const mustNameSubject = tenantId !== undefined || /at\+jwt$/i.test(typ ?? '')
    if (mustNameSubject && claims.oid === undefined && claims.sub === undefined) {
      return faultOf('no_subject')
    }
    const isBound = claims.cnf !== undefined && options.boundTokens === 'refuse'
    return isBound ? faultOf('bound_token') : undefined
  }
}

/** What an empty variable becomes in a template of a client. */
const undefinedTokens: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', 'false'])

function wrongShape(token: string): TokenReason | undefined {
  if (undefinedTokens.has(token)) return 'undefined_token'
  if (!isToken(token)) return 'malformed_header'
  const dots = dotsIn(token)
  if (dots === 4) return 'encrypted_token'
  if (dots !== 2) return 'not_a_jwt'
  return isCanonical(token.slice(token.lastIndexOf('.') + 1)) ? undefined : 'bad_signature'
}

/** Of more than five, no matter how many; to split the token would copy it. */
function dotsIn(token: string): number {
  let dots = 0
  for (let at = token.indexOf('.'); at >= 0 && dots <= 5; at = token.indexOf('.', at + 1)) dots++
  return dots
}

/** @throws what is not about the token. */
function reasonOf(error: unknown): TokenReason {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature'
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key'
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'unknown_key'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'wrong_algorithm'
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'exp' && error.reason === 'missing') return 'no_expiry'
    return error.claim === 'nbf' && error.reason === 'check_failed'
      ? 'not_yet_valid'
      : 'invalid_claims'
  }
  if (error instanceof errors.JOSEError) return 'not_a_jwt'
  throw error
}
