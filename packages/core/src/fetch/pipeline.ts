import { BodyNotReplayableError } from '../errors.ts'
import type { CallEvent } from '../events.ts'
import { answerChallenge } from './answer-challenge.ts'
import type { BodyMembers } from './body.ts'
import type { CaeFetch, FetchLike } from './cae-request-init.ts'
import { type Call, readCall, urlOf, withoutCae } from './call.ts'
import { createChallengeMemory } from './challenge-memory.ts'
import { isDevelopment } from './development.ts'
import type { Diagnose } from './diagnostics.ts'
import { drain } from './drain.ts'
import { createGlobalFetch } from './global-fetch.ts'
import { hasAuthorization, withAuthorization } from './headers.ts'
import type { HeldToken } from './held-tokens.ts'
import type { Settings } from './options.ts'
import { asksForToken } from './refusal.ts'
import { createReplay, type Replay } from './replay.ts'
import { readScopes } from './resources.ts'
import type { Session } from './session.ts'
import { createSessions } from './sessions.ts'
import { untilAborted } from './shared-request.ts'
import { createTokenRequests } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'

/** A call on its way, and all that is needed to send it again. */
interface Exchange {
  call: Call
  session: Session
  replay: Replay
  fetch: FetchLike
}

/** What a call goes through: match, read, attach, send, answer. */
export function createPipeline(
  tokens: TokenSource,
  { fetch, resources, maxChallenges, maxReplayBytes, tokenTimeout, ...settings }: Settings,
  diagnose: Diagnose,
): CaeFetch {
  const emit = ({ id, method, resource }: Call, event: CallEvent): void =>
    settings.emit({ callId: id, at: Date.now(), resource: resource.key, method, ...event })
  const requests = createTokenRequests(tokens, tokenTimeout, emit, diagnose)
  const sessionFor = createSessions(tokens, requests, maxChallenges)
  const globalFetch = createGlobalFetch()
  const sendAny = fetch ?? globalFetch.send
  let calls = 0

  async function sendPlain(
    fetch: FetchLike,
    url: string,
    ...[input, init]: Parameters<CaeFetch>
  ): Promise<Response> {
    const response = await fetch(input, withoutCae(init))
    if (asksForToken(response)) {
      const [place = ''] = /^[a-z]+:\/\/[^/?#]+/i.exec(response.url || url) ?? []
      diagnose('no_resource_matched', `${place} (nearest entry: ${resources.nearest(url)})`)
    }
    return response
  }

  async function answer(
    { call, session, replay, fetch }: Exchange,
    token: HeldToken,
    response: Response,
  ): Promise<Response> {
    const memory = createChallengeMemory(maxChallenges)
    while (maxChallenges > 0 && isRefused(response)) {
      const refused = { call, session, memory, token, response }
      let next: HeldToken | undefined
      let body: BodyMembers | undefined
      try {
        next = await answerChallenge(refused, emit, diagnose)
        if (!next) break
        body = await untilAborted(replay.again(), call.signal)
      } catch (error) {
        // Nobody will see the response of an error that does not show it.
        if (Object(error).response !== response) drain(response)()
        throw error
      }
      if (!body) {
        emit(call, { type: 'unresolved', code: 'body_not_replayable' })
        throw new BodyNotReplayableError(bodySpent, { claims: next.claims, response })
      }
      const cancel = drain(response)
      token = next
      response = await send(call, token, body, fetch)
        .catch((reason) => {
          replay.release({ reason })
          throw reason
        })
        .finally(cancel)
      emit(call, { type: 'replayed', status: response.status })
      if (!isRefused(response)) session.served(call, true)
    }
    return response
  }

  return async function caeFetch(input, init) {
    const original = globalFetch.reentered()
    if (original) return original(input, init)

    const text = urlOf(input)
    const match = resources.match(text)
    const fetch = init?.cae?.wrapFetch?.(sendAny) ?? sendAny
    if (!match) return sendPlain(fetch, text, input, init)

    const call = readCall(++calls, input, init, text, match, tokens.interaction)
    const { cae, headers } = call
    if (hasAuthorization(headers)) {
      if (isDevelopment()) diagnose('own_authorization', match.resource.key)
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
        return await answer({ call, session, replay, fetch }, token, response)
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

const send = (
  { input, init, headers }: Call,
  { authorization }: HeldToken,
  body: BodyMembers,
  fetch: FetchLike,
): Promise<Response> =>
  fetch(input, { ...init, ...body, headers: withAuthorization(authorization, headers) })

const isRefused = ({ status }: Response): boolean => status === 401 || status === 403

const bodySpent =
  'The challenge was met, but the stream is spent: call again, set `cae.replay`, or raise `maxReplayBytes`.'
