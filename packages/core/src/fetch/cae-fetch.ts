import type { CaeFetch } from './cae-request-init.ts'
import { fetchThrough } from './fetch-through.ts'
import type { CaeFetchOptions } from './options.ts'
import { createPipeline } from './pipeline.ts'
import type { TokenSource } from './token-source.ts'

/**
 * Creates a `fetch` that attaches tokens to calls to the configured resources and answers the claims
 * challenges that come back: it asks for a token that satisfies them, once for all calls that wait
 * for it, and sends each call again.
 *
 * A call that matches no resource, or brings its own Authorization header, is passed on untouched. A
 * response that is no challenge is returned as it is; so is a challenge that comes back after it was met.
 *
 * A call rejects with {@link InteractionRequiredError} when a person is needed, with
 * {@link ReauthenticationError} when no token could be had, with {@link BodyNotReplayableError} when
 * the challenge was met but the body is spent, with the signal's reason when it aborts, and with what
 * `fetch` rejects with.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const caeFetch = createCaeFetch({ getToken }, { resources: { 'https://api.contoso.com/': ['api://contoso/access'] } })
 * await caeFetch('https://api.contoso.com/orders')
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function createCaeFetch(tokens: TokenSource, options: CaeFetchOptions = {}): CaeFetch {
  return fetchThrough(createPipeline(tokens, options))
}
