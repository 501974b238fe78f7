import { ConfigurationError } from '@caefetch/core'
import { claimsChallenge } from '../challenge/claims-challenge.ts'
import type { ClaimsChallengeOptions } from '../challenge/options.ts'
import { createWhen, type WhenOptions } from '../msw/when.ts'

/** What is used of Playwright's `Route`, and of its `Request`. */
export interface InterceptedRoute {
  /** The request that was intercepted. */
  request(): {
    url(): string
    method(): string
    allHeaders(): Promise<Record<string, string>>
    postDataBuffer(): Uint8Array<ArrayBufferLike> | null
  }
  /** Answers it. */
  fulfill(response: {
    status: number
    headers: Record<string, string>
    body: string
  }): Promise<void>
  /** Leaves it to the next handler. */
  fallback(): Promise<void>
}

/** Options of {@link challengeRoute}: the challenge, when it is sent, and what comes after it. */
export type ChallengeRouteOptions = ClaimsChallengeOptions &
  WhenOptions & {
    /**
     * Answers the requests that are not challenged; `undefined` leaves one to the routes that were set
     * before, and to the network. Default: 200 with `{}` as JSON.
     */
    respond?: (request: Request) => Response | undefined | Promise<Response | undefined>
  }

/**
 * A handler for `page.route` and `context.route` of Playwright that challenges a page's requests as an API
 * protected by Entra does. With no options: until a request comes with another token.
 *
 * It remembers what it challenged, so make a new one for each test.
 *
 * @throws {@link ConfigurationError} for an option that cannot be.
 * @example
 * const handler = challengeRoute() // await page.route('https://api.contoso.com/**', handler)
 * @see [Mock APIs](https://playwright.dev/docs/mock)
 */
export function challengeRoute(
  options: ChallengeRouteOptions = {},
): (route: InterceptedRoute) => Promise<void> {
  const { times, isSatisfied, respond = () => Response.json({}), ...challenge } = options
  if (typeof respond !== 'function') {
    throw new ConfigurationError('challengeRoute: respond must be a function.')
  }
  const isChallenged = createWhen(times, isSatisfied, 'challengeRoute')
  // What is wrong with the options is said here, and not in the middle of a request.
  claimsChallenge({ ...challenge, body: null })

  return async (route) => {
    const request = await read(route)
    const response = (await isChallenged(request))
      ? claimsChallenge(challenge)
      : await respond(request)
    if (!response) return route.fallback()
    const { status, headers } = response
    const seen = { ...allowed(request), ...Object.fromEntries(headers) }
    await route.fulfill({ status, headers: seen, body: await response.text() })
  }
}

async function read(route: InterceptedRoute): Promise<Request> {
  const request = route.request()
  const headers = await request.allHeaders()
  const body = request.postDataBuffer()
  // HTTP/2's own are no headers to anyone else.
  const named = Object.entries(headers).filter(([name]) => !name.startsWith(':'))
  return new Request(request.url(), {
    method: request.method(),
    headers: named,
    ...(body && { body: new Uint8Array(body) }),
  })
}

/** The page is mostly on another origin than the API. */
function allowed({ headers }: Request): Record<string, string> {
  const origin = headers.get('origin')
  return origin
    ? { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
    : {}
}
