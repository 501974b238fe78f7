/** The token of an `Authorization` header; without one, whether there is none, no single one, or one that is too long. */
export type Credentials = { readonly token: string } | 'none' | 'malformed' | 'too_long'

/** Node takes 16 KiB of headers; a token with 200 groups has 10 KiB. */
const mostCharacters = 16_384

/**
 * Reads an `Authorization` header. What is too long for a token is never looked at.
 *
 * @see [RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)
 */
export function readCredentials(header: string | null | undefined): Credentials {
  if (!header || !/^bearer(?: |$)/i.test(header)) return 'none'
  if (header.length > mostCharacters) return 'too_long'
  const token = header.slice('bearer'.length).trim()
  return token ? { token } : 'malformed'
}

/** Whether a text could be a token: not two of them, and nothing that no token has. */
export const isToken = (text: string): boolean => /^[\w~+/.-]+=*$/.test(text)

/**
 * Whether a part of a token is base64url as it has to be written: the last character has bits that mean
 * nothing, and many decoders take other alphabets and padding, so that one token could have many spellings.
 */
export const isCanonical = (part: string): boolean =>
  /^[\w-]*$/.test(part) && (lastDigit[part.length % 4]?.test(part) ?? false)

/** By how many characters the last group of four has; a single one is no byte. */
const lastDigit = [/(?:)/, undefined, /[AQgw]$/, /[AEIMQUYcgkosw048]$/]
