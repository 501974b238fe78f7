import { InvalidClaimsError } from '../errors.ts'
import { type ClaimsRequest, claimsRequestSchema } from './schema.ts'

/** Real claims requests take a few hundred characters; a header holds no more than this. */
const mostCharacters = 65_536
const mostLevels = 16

/**
 * Decodes a `claims` auth-param: base64 or base64url, padded or not, of UTF-8 JSON, or the JSON itself.
 *
 * At most 65,536 characters and 16 levels. Members named `__proto__` are left out.
 *
 * @throws {@link InvalidClaimsError} unless the value is a JSON object whose members are objects.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function decodeClaims(value: string): ClaimsRequest {
  if (value.length > mostCharacters) throw invalid('it is longer than 65,536 characters')
  const text = value.trim()
  return toClaimsRequest(parseJson(text.startsWith('{') ? text : decodeBase64(text)))
}

/**
 * Encodes a claims request as padded base64 of minified JSON, the form every client library reads.
 *
 * @throws {@link InvalidClaimsError} unless the request is an object whose members are objects.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function encodeClaims(claims: ClaimsRequest): string {
  const bytes = new TextEncoder().encode(JSON.stringify(toClaimsRequest(claims)))
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** Checks a value that is to be a claims request and copies it, as no hand but ours may change it. */
export function toClaimsRequest(value: unknown): ClaimsRequest {
  const copy = claimsRequestSchema.safeParse(copyJson(value, mostLevels))
  if (!copy.success) throw invalid('it is not a JSON object whose members are objects')
  return copy.data
}

function decodeBase64(text: string): string {
  const base64 = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  if (base64 === '' || !/^[A-Za-z0-9+/]+$/.test(base64) || base64.length % 4 === 1) {
    throw invalid('it is neither base64 nor JSON')
  }
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid('it is not UTF-8')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's SyntaxError quotes the text, so it must not become the cause.
    throw invalid('it is not JSON')
  }
}

function copyJson(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) throw invalid('it is nested more than 16 levels deep')
  if (Array.isArray(value)) return value.map((item) => copyJson(item, levels - 1))
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    if (name !== '__proto__') copy[name] = copyJson(member, levels - 1)
  }
  return copy
}

const invalid = (why: string): InvalidClaimsError =>
  new InvalidClaimsError(
    `Not a usable claims request: ${why}. Expected a JSON object such as {"access_token":{…}}, or its base64.`,
  )
