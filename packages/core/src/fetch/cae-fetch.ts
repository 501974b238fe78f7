import type { CaeEvent, CallEvent } from '../events.ts'
import { isCapable } from '../msal/capabilities.ts'
import { answerChallenges } from './answer-challenges.ts'
import type { CaeFetch } from './cae-request-init.ts'
import { type Call, readCall, urlOf, withoutCae } from './call.ts'
import { isDevelopment } from './development.ts'
import { createDiagnose } from './diagnostics.ts'
import { createGlobalFetch } from './global-fetch.ts'
import { hasAuthorization } from './headers.ts'
import { type CaeFetchOptions, checkFunction, checkNumber } from './options.ts'
import { asksForToken, isRefused } from './refusal.ts'
import { createReplay } from './replay.ts'
import { createResources, readScopes } from './resources.ts'
import { send } from './send.ts'
import { createSessions } from './sessions.ts'
import { createTokenRequests } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'
import { parseUrl } from './url.ts'

const graph = { 'https://graph.microsoft.com/': ['https://graph.microsoft.com/.default'] }

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
  const globalFetch = createGlobalFetch()
  const {
    resources: entries = graph,
    fetch: sendAny = globalFetch.send,
    maxChallenges = 2,
    maxReplayBytes = 1_048_576,
    tokenTimeout = 30_000,
    share,
    onEvent = () => {},
  } = options
  checkFunction('tokens.getToken', tokens?.getToken)
  checkFunction('fetch', sendAny)
  checkFunction('onEvent', onEvent)
  if (share !== undefined) checkFunction('share.getToken', share?.getToken)
  checkNumber('maxChallenges', maxChallenges, 0)
  checkNumber('maxReplayBytes', maxReplayBytes, 0)
  checkNumber('tokenTimeout', tokenTimeout, 1)
  const resources = createResources(entries)

  /** A listener is a guest: what it throws must not change the call. */
  function tell(event: CaeEvent): void {
    try {
      onEvent(event)
    } catch {}
  }

  const emit = ({ id, method, resource }: Call, event: CallEvent): void =>
    tell({ callId: id, at: Date.now(), resource: resource.key, method, ...event })
  const diagnose = createDiagnose(tell)
  const requestToken = createTokenRequests(tokens, tokenTimeout, share, emit, diagnose)
  const sessionFor = createSessions(tokens, requestToken, maxChallenges)
  let calls = 0

  if (tokens.clientCapabilities && !isCapable(tokens.clientCapabilities)) {
    diagnose(
      'client_not_capable',
      '',
      'Without cp1 no challenges come: wrap the configuration in withCae().',
    )
  }

  return async function caeFetch(input, init) {
    const original = globalFetch.reentered()
    if (original) return original(input, init)

    const text = urlOf(input)
    const match = resources.match(text)
    const fetch = init?.cae?.wrapFetch?.(sendAny) ?? sendAny
    if (!match) {
      const response = await fetch(input, withoutCae(init))
      if (asksForToken(response)) {
        const { origin = '' } = parseUrl(response.url || text) ?? {}
        diagnose(
          'no_resource_matched',
          `${origin} (nearest entry: ${resources.nearest(text)})`,
          'asks for a token, and no entry of `resources` is for it.',
        )
      }
      return response
    }

    const call = readCall(++calls, input, init, text, match, tokens.interaction)
    const { cae, headers } = call
    if (hasAuthorization(headers)) {
      if (isDevelopment()) {
        diagnose(
          'own_authorization',
          match.resource.key,
          'was called with an Authorization header of the caller: it is left alone.',
        )
      }
      return fetch(input, withoutCae(init))
    }

    const scopes = cae?.scopes ? readScopes('cae.scopes', cae.scopes) : match.resource.scopes
    const session = sessionFor(scopes, call)
    const replay = createReplay(call, maxReplayBytes)
    let response: Response | undefined
    session.enter()
    try {
      const token = session.current(call) ?? (await session.acquire(call))
      response = await send(call, token, replay.first, fetch)
      if (isRefused(response)) {
        const exchange = { call, session, replay, fetch, token, response }
        return await answerChallenges(exchange, maxChallenges, emit, diagnose)
      }
      session.served(call, false)
      return response
    } catch (reason) {
      // Without a response, or a caller, nobody reads the body, or will.
      if (!response || call.signal?.aborted) replay.release({ reason })
      throw reason
    } finally {
      replay.release()
      session.leave()
    }
  }
}
