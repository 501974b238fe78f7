import { InvalidClaimsError } from '../errors.ts'
import { type ClaimsRequest, isClaimsRequest } from './claims-request.ts'

/** Real claims requests take a few hundred characters in four levels. */
const mostCharacters = 65_536
const mostLevels = 16

/**
 * Decodes a `claims` auth-param: base64 or base64url, padded or not, of UTF-8 JSON, or the JSON itself.
 *
 * At most 65,536 characters and 16 levels.
 *
 * @throws {@link InvalidClaimsError} unless the value is a JSON object whose members are objects; the
 * message says which rule it breaks.
 * @example
 * decodeClaims('eyJhY2Nlc3NfdG9rZW4iOnt9fQ==') // { access_token: {} }
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function decodeClaims(value: string): ClaimsRequest {
  const text = typeof value === 'string' ? value.trim() : ''
  if (!text) refuse('are no text')
  if (text.length > mostCharacters) refuse('take more than 65,536 characters')
  const json = text.startsWith('{')
    ? text
    : attempt('are neither JSON nor base64 of UTF-8', () => decodeBase64(text))
  return check(attempt('are no JSON', () => JSON.parse(json)))
}

/** As {@link decodeClaims}; undefined for what that refuses. */
export function readClaims(value: string): ClaimsRequest | undefined {
  try {
    return decodeClaims(value)
  } catch {
    return undefined
  }
}

/**
 * Encodes a claims request as padded base64 of minified JSON, the form that every client library reads.
 *
 * @throws {@link InvalidClaimsError} unless the request is an object whose members are objects.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function encodeClaims(claims: ClaimsRequest): string {
  const bytes = new TextEncoder().encode(JSON.stringify(toClaimsRequest(claims)))
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
}

/** Checks what is to be a claims request, and copies it. */
export function toClaimsRequest(value: unknown): ClaimsRequest {
  const claims = asClaims(value)
  return check(attempt('are no JSON', () => JSON.parse(JSON.stringify(claims))))
}

/** Checks what JSON.parse has made and nobody else holds. */
function check(claims: unknown): ClaimsRequest {
  prune(claims, mostLevels)
  return asClaims(claims)
}

function asClaims(value: unknown): ClaimsRequest {
  if (!isClaimsRequest(value)) refuse('are no object whose members are objects')
  return value
}

function refuse(rule: string): never {
  throw new InvalidClaimsError(`The claims ${rule}. Expected {"access_token":{}}, or base64 of it.`)
}

/** What the engine throws quotes the text, so it must not become the cause of anything. */
function attempt<T>(rule: string, read: () => T): T {
  try {
    return read()
  } catch {
    refuse(rule)
  }
}

function decodeBase64(text: string): string {
  const digits = text.replaceAll('-', '+').replaceAll('_', '/')
  // Padding that is right is taken as it is, and some pad with one where two are due.
  const binary = atob(digits.length % 4 ? digits.replace(/==?$/, '') : digits)
  // ASCII is UTF-8 as it stands, and claims are hardly ever anything else.
  if (!/[^\0-\x7f]/.test(binary)) return binary
  const bytes = new Uint8Array(binary.length).map((_, index) => binary.charCodeAt(index))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

/** Takes away the one key that could set a prototype, and refuses what is nested too deep. */
function prune(value: unknown, levels: number): void {
  if (typeof value !== 'object' || !value) return
  if (levels === 0) refuse('are nested deeper than 16 levels')
  const members = value as Record<string, unknown>
  // Deleting what is not there takes the engine as long as deleting what is.
  if (Object.hasOwn(members, '__proto__')) Reflect.deleteProperty(members, '__proto__')
  for (const name of Object.keys(members)) prune(members[name], levels - 1)
}
