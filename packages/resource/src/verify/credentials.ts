/** The token of an `Authorization` header; without one, whether there is none or no single one. */
export type Credentials = { readonly token: string } | 'none' | 'malformed'

/** Node takes 16 KiB of headers; a token with 200 groups has 10 KiB. */
const mostCharacters = 16_384

/**
 * Reads an `Authorization` header. What is too long for a token is malformed, and never looked at.
 *
 * @see [RFC 6750 §2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1)
 */
export function readCredentials(header: string | null | undefined): Credentials {
  if (!header || !/^bearer(?: |$)/i.test(header)) return 'none'
  const token = header.slice('bearer'.length).trim()
  return token.length > 0 && token.length <= mostCharacters ? { token } : 'malformed'
}

/** Whether a text could be a token: not two of them, and nothing that no token has. */
export const isToken = (text: string): boolean => /^[\w~+/.-]+=*$/.test(text)
