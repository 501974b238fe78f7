import { ConfigurationError } from '../errors.ts'
import type { Challenge } from './challenge.ts'

const token = /^[!#$%&'*+\-.^_`|~\w]+$/
const unsafe = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Writes a challenge as a `WWW-Authenticate` value, every parameter as a quoted-string.
 *
 * @throws {@link ConfigurationError} for a scheme, name or value that a header field cannot hold, and for a
 * token68 beside parameters: the grammar has either.
 * @see [RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
 */
export function formatChallenge({ scheme, params, token68 = '' }: Challenge): string {
  const list = Object.entries(params).map(
    ([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
  )
  const text = [scheme, token68, list.join(', ')].filter(Boolean).join(' ')
  const names = [scheme, ...Object.keys(params)]
  const isFit =
    names.every((name) => token.test(name)) &&
    (list.length ? !token68 : /^[\w.~+/-]*=*$/.test(token68))
  if (isFit && !unsafe.test(text)) return text
  throw new ConfigurationError(
    'formatChallenge: names must be tokens, values printable Latin-1, and a token68 stands alone.',
  )
}
