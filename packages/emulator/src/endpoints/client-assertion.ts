import {
  type CryptoKey,
  decodeJwt,
  errors,
  importJWK,
  importSPKI,
  importX509,
  type JWK,
  jwtVerify,
} from 'jose'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Authority } from '../tenant/authority.ts'
import type { App } from '../tenant/model.ts'
import { createFederatedReader } from '../tokens/federated-token.ts'
import type { Keys } from '../tokens/keys.ts'

export const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** In seconds. */
const clockTolerance = 300
const algorithms = ['RS256', 'PS256', 'ES256']

/** Throws AADSTS700027, 700024, 700021 or 700023 for an assertion that is none of the app's. */
type CheckAssertion = (authority: Authority, app: App, assertion: string) => Promise<void>

/**
 * Checks client assertions, and where an app wants it that none is used twice.
 *
 * @see [RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)
 */
export function createAssertionCheck(clock: Clock, keys: Keys): CheckAssertion {
  const readFederated = createFederatedReader(keys)
  const used = createOnce(clock)

  return async ({ metadata, issuer, origin, realOrigin }, app, assertion) => {
    const audience = [metadata.token_endpoint, issuer(1), issuer(2)]
    // MSAL may take the audience from Microsoft's own metadata.
    const ofMicrosoft = audience.map((url) => url.replace(origin, realOrigin))
    const options = {
      audience: [...audience, ...ofMicrosoft],
      currentDate: new Date(clock.now()),
      clockTolerance,
      requiredClaims: ['exp', 'sub', 'iss'],
      algorithms,
    }
    const federated = await readFederated(assertion, options.currentDate)
    if (federated !== undefined) {
      if (federated !== app.clientId) throw refuse.assertionMismatch()
      return
    }
    const { alg = '' } = readHeader(assertion)
    for (const key of app.keys) {
      const publicKey = await importKey(key, alg)
      const verified = await jwtVerify(assertion, publicKey, options).catch(toRefusal)
      if (!verified) continue
      const { sub, iss, jti, exp = 0 } = verified.payload
      if (sub !== app.clientId || iss !== app.clientId) throw refuse.assertionMismatch()
      // MSAL keeps an assertion for minutes, and Entra lets it: once only is for those who ask for it.
      const isFirst = app.assertionReplay === 'allowed' || used(`${sub} ${jti ?? assertion}`, exp)
      if (!isFirst) throw refuse.assertionReplayed()
      return
    }
    throw refuse.assertionInvalid()
  }
}

/** Whether a name comes for the first time; forgets each once it has expired (in seconds). */
function createOnce(clock: Clock): (name: string, expires: number) => boolean {
  const names = new Map<string, number>()
  return (name, expires) => {
    const now = clock.now() / 1000
    for (const [each, until] of names) if (until + clockTolerance < now) names.delete(each)
    if (names.has(name)) return false
    names.set(name, expires)
    return true
  }
}

/** The client that an assertion says it is from. */
export function subjectOf(assertion: string | undefined): string | undefined {
  if (assertion === undefined) return undefined
  try {
    return decodeJwt(assertion).sub
  } catch {
    throw refuse.assertionInvalid()
  }
}

function toRefusal(error: unknown): undefined {
  if (error instanceof errors.JWTExpired) throw refuse.assertionExpired()
  if (!(error instanceof errors.JWTClaimValidationFailed)) return undefined
  throw error.claim === 'aud' ? refuse.assertionAudience() : refuse.assertionExpired()
}

async function importKey(key: string | JWK, alg: string): Promise<CryptoKey | Uint8Array> {
  try {
    if (typeof key !== 'string') return await importJWK({ ...key }, alg)
    return await (key.includes('CERTIFICATE') ? importX509(key, alg) : importSPKI(key, alg))
  } catch {
    throw refuse.assertionInvalid()
  }
}

function readHeader(assertion: string): { alg?: string } {
  try {
    return JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString())
  } catch {
    throw refuse.assertionInvalid()
  }
}
