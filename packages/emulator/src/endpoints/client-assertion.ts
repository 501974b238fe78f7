import {
  type CryptoKey,
  decodeJwt,
  errors,
  importJWK,
  importSPKI,
  importX509,
  jwtVerify,
} from 'jose'
import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import { type Authority, microsoftOrigin } from '../tenant/authority.ts'
import type { App } from '../tenant/model.ts'

export const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const algorithms = ['RS256', 'PS256', 'ES256']

/**
 * Checks a client assertion; throws AADSTS700027, 700024, 700021 or 700023.
 *
 * @see [RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)
 */
export async function checkAssertion(
  authority: Authority,
  clock: Clock,
  app: App,
  assertion: string,
): Promise<void> {
  const { metadata, issuer, origin } = authority
  const audience = [metadata.token_endpoint, issuer(1), issuer(2)]
  // MSAL may take the audience from Microsoft's own metadata.
  const ofMicrosoft = audience.map((url) => url.replace(origin, microsoftOrigin))
  const options = {
    audience: [...audience, ...ofMicrosoft],
    currentDate: new Date(clock.now()),
    clockTolerance: 300,
    requiredClaims: ['exp', 'sub', 'iss'],
    algorithms,
  }
  const { alg = '' } = readHeader(assertion)
  for (const key of app.keys) {
    const verified = await jwtVerify(assertion, await importKey(key, alg), options).catch(toRefusal)
    if (!verified) continue
    const { sub, iss } = verified.payload
    if (sub !== app.clientId || iss !== app.clientId) throw refuse.assertionMismatch()
    return
  }
  throw refuse.assertionInvalid()
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

async function importKey(key: string | JsonWebKey, alg: string): Promise<CryptoKey | Uint8Array> {
  try {
    if (typeof key !== 'string') return await importJWK({ ...key } as { kty: string }, alg)
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
