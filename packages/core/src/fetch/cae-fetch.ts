import { toClaimsRequest } from '../claims/claims-codec.ts'
import { answerChallenges, type Exchange } from './answer-challenges.ts'
import { hasAuthorization, withAuthorization } from './authorization.ts'
import { createDiagnose } from './diagnostics.ts'
import { type CaeFetch, type CaeFetchOptions, readOptions } from './options.ts'
import { toCaeError } from './provider-error.ts'
import { createReplay, isRequest } from './replay.ts'
import { checkScopes } from './resources.ts'
import { type Call, createSessions } from './session.ts'
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
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
 */
export function createCaeFetch(tokens: TokenSource, options: CaeFetchOptions = {}): CaeFetch {
  const settings = readOptions(tokens, options)
  const sessionFor = createSessions(tokens)
  const diagnose = createDiagnose(settings.emit)
  if (tokens.clientCapabilities?.some((name) => /^cp1$/i.test(name)) === false) {
    diagnose('client_not_capable', '')
  }

  return async function caeFetch(input, init) {
    const request = isRequest(input) ? input : undefined
    const match = settings.match(request?.url ?? String(input))
    const cae = init?.cae
    const plainInit = cae ? { ...init, cae: undefined } : init
    const headers = init?.headers ?? request?.headers
    const fetch = cae?.wrapFetch?.(settings.send) ?? settings.send
    if (!match || hasAuthorization(headers)) return fetch(input, plainInit)

    const { resource, url } = match
    const call: Call = {
      method: init?.method ?? request?.method ?? 'GET',
      url,
      signal: init?.signal ?? request?.signal,
      interaction: cae?.interaction,
      claims: cae?.claims && toClaimsRequest(cae.claims),
    }
    const session = sessionFor(
      cae?.scopes ? checkScopes('cae.scopes', cae.scopes) : resource.scopes,
    )
    const token =
      session.current(call) ??
      (await session.acquire(call).catch((error) => {
        call.signal?.throwIfAborted()
        throw toCaeError(error, call)
      }))
    const replay = createReplay(input, init, settings.maxReplayBytes)
    const send: Exchange['send'] = ({ authorization }, body) =>
      fetch(input, {
        ...plainInit,
        ...body,
        headers: withAuthorization(authorization, headers),
      })
    const response = await send(token, replay.first)
    if (response.status !== 401 && response.status !== 403) return response
    const exchange = { ...settings, resource, call, session, replay, send, diagnose }
    return answerChallenges(exchange, token, response)
  }
}
