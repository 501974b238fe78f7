import { ConfigurationError } from '../errors.ts'
import type { Challenge } from './challenge.ts'

const token = /^[!#$%&'*+\-.^_`|~\w]+$/
const token68 = /^[\w.~+/-]+=*$/
const unsafe = /[^\t\x20-\x7e\x80-\xff]/

/**
 * Writes a challenge as a `WWW-Authenticate` value, every parameter as a quoted-string.
 *
 * @throws {@link ConfigurationError} for a name or value that a header field cannot hold.
 * @see [RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
 */
export function formatChallenge(challenge: Challenge): string {
  if (!token.test(challenge.scheme)) throw unfit('scheme', 'an RFC 9110 token such as Bearer')
  if (challenge.token68 !== undefined && !token68.test(challenge.token68)) {
    throw unfit('token68', 'base64 characters with "=" only at the end')
  }
  const params = Object.entries(challenge.params).map(([name, value]) => {
    if (!token.test(name)) throw unfit('params', 'names that are RFC 9110 tokens')
    if (unsafe.test(value)) throw unfit(`params.${name}`, 'Latin-1 text without control characters')
    return `${name}="${value.replace(/["\\]/g, '\\$&')}"`
  })
  const rest = [challenge.token68, params.join(', ')].filter(Boolean).join(' ')
  return rest === '' ? challenge.scheme : `${challenge.scheme} ${rest}`
}

const unfit = (member: string, expected: string): ConfigurationError =>
  new ConfigurationError(`formatChallenge: challenge.${member} must be ${expected}.`)
