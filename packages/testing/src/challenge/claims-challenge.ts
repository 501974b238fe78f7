import { ConfigurationError } from '@caefetch/core'
import { dialects } from './dialects.ts'
import type { ClaimsChallengeOptions } from './options.ts'

/**
 * The response with which an API protected by Entra challenges; with no options, the 401 that
 * Microsoft documents, after a revocation. Each call makes a new one.
 *
 * @throws {@link ConfigurationError} for an option that cannot be.
 * @throws {@link InvalidClaimsError} for claims that are no claims request.
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function claimsChallenge(options: ClaimsChallengeOptions = {}): Response {
  const { dialect: name = 'entra', cors = 'exposed', body } = options
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined
  if (!dialect) throw oneOf('dialect', name, Object.keys(dialects))
  const { status = dialect.status } = options
  if (status !== 401 && status !== 403) throw oneOf('status', status, [401, 403])
  if (cors !== 'exposed' && cors !== 'hidden') throw oneOf('cors', cors, ['exposed', 'hidden'])

  const header = dialect.header(options)
  const response =
    body === undefined ? Response.json(error, { status }) : new Response(body, { status })
  if (cors === 'hidden') return Object.defineProperty(response, 'type', { value: 'cors' })
  response.headers.set('WWW-Authenticate', header)
  response.headers.set('Access-Control-Expose-Headers', 'WWW-Authenticate')
  return response
}

const error = {
  error: {
    code: 'InvalidAuthenticationToken',
    message: 'The access token does not satisfy this API: see WWW-Authenticate.',
  },
}

const oneOf = (option: string, value: unknown, choices: readonly unknown[]): ConfigurationError =>
  new ConfigurationError(
    `claimsChallenge: ${option} ${JSON.stringify(value)} is none of ${choices.join(', ')}.`,
  )
