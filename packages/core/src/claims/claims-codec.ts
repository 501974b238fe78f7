import { InvalidClaimsError } from '../errors.ts'
import { type ClaimsRequest, claimsRequestSchema } from './schema.ts'

/** Real claims requests take a few hundred characters in four levels. */
const mostCharacters = 65_536
const mostLevels = 16

/**
 * Decodes a `claims` auth-param: base64 or base64url, padded or not, of UTF-8 JSON, or the JSON itself.
 *
 * At most 65,536 characters and 16 levels.
 *
 * @throws {@link InvalidClaimsError} unless the value is a JSON object whose members are objects.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function decodeClaims(value: string): ClaimsRequest {
  let claims: unknown
  try {
    const text = value.length > mostCharacters ? '' : value.trim()
    claims = JSON.parse(text.startsWith('{') ? text : decodeBase64(text))
  } catch {
    // What the engine throws quotes the text, so it must not become the cause.
  }
  return toClaimsRequest(claims)
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
  try {
    return claimsRequestSchema.parse(copyJson(value, mostLevels)) as ClaimsRequest
  } catch {
    throw new InvalidClaimsError(
      'Expected a claims request such as {"access_token":{}}, as JSON or base64.',
    )
  }
}

function decodeBase64(text: string): string {
  const digits = text.replaceAll('-', '+').replaceAll('_', '/').replace(/==?$/, '')
  const bytes = Uint8Array.from(atob(digits), (character) => character.charCodeAt(0))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

/** A copy that no one else can change, without the one key that would set a prototype. */
function copyJson(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || !value) return value
  if (levels === 0) throw new RangeError()
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) {
    if (name !== '__proto__') copy[name] = copyJson(member, levels - 1)
  }
  return copy
}
