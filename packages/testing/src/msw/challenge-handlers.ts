import { ConfigurationError } from '@caefetch/core'
import { http, type Path, type RequestHandler } from 'msw'
import { claimsChallenge } from '../challenge/claims-challenge.ts'
import type { ClaimsChallengeOptions } from '../challenge/options.ts'
import { createWhen, type WhenOptions } from './when.ts'

/** Options of {@link challengeHandlers}: the challenge, when it is sent, and what comes after it. */
export type ChallengeHandlersOptions = ClaimsChallengeOptions & WhenOptions & RespondOptions

/** What is answered to the requests that are not challenged. */
export interface RespondOptions {
  /**
   * Answers the requests that are not challenged; `undefined` leaves one to the next handler.
   * Default: 200 with `{}` as JSON.
   */
  respond?: (request: Request) => Response | undefined | Promise<Response | undefined>
}

/**
 * Handlers for msw, in Node and in browsers, that challenge requests to a URL as an API protected by
 * Entra does, whatever their method. With no options: until a request comes with another token.
 *
 * They remember what they challenged, so make new ones for each test.
 *
 * @param url What msw matches: a URL, a pattern like `https://api.contoso.com/*`, or a RegExp.
 * @throws {@link ConfigurationError} for an option that cannot be.
 * @see [Handling requests](https://mswjs.io/docs/http/intercepting-requests)
 */
export function challengeHandlers(
  url: Path,
  options: ChallengeHandlersOptions = {},
): RequestHandler[] {
  const { times, isSatisfied, respond = () => Response.json({}), ...challenge } = options
  if (typeof respond !== 'function') {
    throw new ConfigurationError('challengeHandlers: respond must be a function.')
  }
  const isChallenged = createWhen(times, isSatisfied)
  // What is wrong with the options is said here, and not in the middle of a request.
  claimsChallenge({ ...challenge, body: null })
  return [
    http.all(url, async ({ request }) =>
      (await isChallenged(request)) ? claimsChallenge(challenge) : respond(request),
    ),
  ]
}
