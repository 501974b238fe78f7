import { InvalidClaimsError } from '../errors.ts'
import { type ClaimsRequest, isClaimsRequest } from './schema.ts'

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
export const decodeClaims = (value: string): ClaimsRequest => orRefuse(readClaims(value))

/** As {@link decodeClaims}; undefined for what that refuses. */
export const readClaims = (value: string): ClaimsRequest | undefined =>
  check(() => {
    const text = value.length > mostCharacters ? '' : value.trim()
    return JSON.parse(text.startsWith('{') ? text : decodeBase64(text))
  })

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
export const toClaimsRequest = (value: unknown): ClaimsRequest =>
  orRefuse(check(() => isClaimsRequest(value) && JSON.parse(JSON.stringify(value))))

/** Checks what JSON.parse has made and nobody else holds. */
function check(read: () => unknown): ClaimsRequest | undefined {
  try {
    const claims = read()
    prune(claims, mostLevels)
    if (isClaimsRequest(claims)) return claims
  } catch {
    // What the engine throws quotes the text, so it must not become the cause of anything.
  }
  return undefined
}

function orRefuse(claims: ClaimsRequest | undefined): ClaimsRequest {
  if (claims) return claims
  throw new InvalidClaimsError('Expected claims such as {"access_token":{}}, as JSON or base64.')
}

function decodeBase64(text: string): string {
  const digits = text.replace(/[-_]/g, (digit) => (digit === '-' ? '+' : '/'))
  const binary = atob(digits.replace(/==?$/, ''))
  // ASCII is UTF-8 as it stands, and claims are hardly ever anything else.
  if (!/[^\0-\x7f]/.test(binary)) return binary
  const bytes = new Uint8Array(binary.length).map((_, index) => binary.charCodeAt(index))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

/** Takes away the one key that could set a prototype, and refuses what is nested too deep. */
function prune(value: unknown, levels: number): void {
  if (typeof value !== 'object' || !value) return
  if (levels === 0) throw new RangeError()
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
  for (const member of Object.values(value)) prune(member, levels - 1)
}
