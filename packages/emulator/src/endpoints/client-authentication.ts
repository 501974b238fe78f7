import { createHash, timingSafeEqual } from 'node:crypto'
import {
  type CryptoKey,
  decodeJwt,
  errors,
  importJWK,
  importSPKI,
  importX509,
  jwtVerify,
} from 'jose'
import { refuse } from '../errors/catalog.ts'
import type { Form } from '../server/form.ts'
import { type Entra, issuerOf, microsoftOrigin } from '../tenant/authority.ts'
import { findClient } from '../tenant/find-client.ts'
import { type App, isConfidential } from '../tenant/model.ts'
import { metadataOf } from './discovery.ts'

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const algorithms = ['RS256', 'PS256', 'ES256']

/**
 * Finds the client and checks how it authenticates: client_secret_post, client_secret_basic,
 * private_key_jwt, or nothing for a public client.
 *
 * @see [RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)
 */
export async function authenticateClient(
  entra: Entra,
  form: Form,
  authorization: string | undefined,
): Promise<App> {
  const basic = readBasic(authorization)
  const assertion = form.get('client_assertion')
  const clientId = basic?.id ?? form.get('client_id') ?? subjectOf(assertion)
  const app = findClient(entra.directory, clientId ?? form.need('client_id'))
  const secret = basic?.secret ?? form.get('client_secret')
  if (!isConfidential(app)) {
    if (secret !== undefined || assertion !== undefined) throw refuse.publicClient()
  } else if (assertion !== undefined) {
    if (form.need('client_assertion_type') !== jwtBearer) {
      throw refuse.malformed("The 'client_assertion_type' is not supported.")
    }
    await checkAssertion(entra, app, assertion)
  } else if (secret === undefined) {
    throw refuse.missingCredential()
  } else if (app.secret === undefined || !sameSecret(secret, app.secret)) {
    throw refuse.wrongSecret(app.clientId)
  }
  return app
}

async function checkAssertion(entra: Entra, app: App, assertion: string): Promise<void> {
  const audience = [metadataOf(entra).token_endpoint, issuerOf(entra, 1), issuerOf(entra, 2)]
  const options = {
    audience: [...audience, ...audience.map(toMicrosoft(entra))],
    currentDate: new Date(entra.clock.now()),
    clockTolerance: 300,
    requiredClaims: ['exp', 'sub', 'iss'],
    algorithms: algorithms,
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

function toRefusal(error: unknown): undefined {
  if (error instanceof errors.JWTExpired) throw refuse.assertionExpired()
  if (!(error instanceof errors.JWTClaimValidationFailed)) return undefined
  throw error.claim === 'aud' ? refuse.assertionAudience() : refuse.assertionExpired()
}

/** MSAL may take the audience from Microsoft's own metadata. */
const toMicrosoft =
  ({ origin }: Entra) =>
  (url: string): string =>
    url.replace(origin, microsoftOrigin)

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

function subjectOf(assertion: string | undefined): string | undefined {
  if (assertion === undefined) return undefined
  try {
    return decodeJwt(assertion).sub
  } catch {
    throw refuse.assertionInvalid()
  }
}

function readBasic(authorization = ''): { id: string; secret: string } | undefined {
  const [, encoded] = /^basic +([a-z0-9+/=_-]+)$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return { id: unescapeForm(id), secret: unescapeForm(secret.join(':')) }
}

/** RFC 6749 §2.3.1 wants both parts form-encoded. */
function unescapeForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

function sameSecret(a: string, b: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(a), digest(b))
}
