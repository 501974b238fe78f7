import { toClaimsRequest } from '../claims/claims-codec.ts'
import { BodyNotReplayableError } from '../errors.ts'
import { answerChallenge } from './answer-challenge.ts'
import type { BodyMembers } from './body.ts'
import { type Call, readCall, urlOf, withoutCae } from './call.ts'
import { createChallengeMemory } from './challenge-memory.ts'
import { isDevelopment } from './development.ts'
import type { Diagnose } from './diagnostics.ts'
import { drain } from './drain.ts'
import { createGlobalFetch } from './global-fetch.ts'
import { hasAuthorization, withAuthorization } from './headers.ts'
import type { HeldToken } from './held-tokens.ts'
import type { MatchedCall } from './matched-call.ts'
import type { CaeFetch, FetchLike, Settings } from './options.ts'
import { toCaeError } from './provider-error.ts'
import { asksForToken } from './refusal.ts'
import { createReplay, type Replay } from './replay.ts'
import { checkScopes, type Match } from './resources.ts'
import type { Session } from './session.ts'
import { createSessions } from './sessions.ts'
import { untilAborted } from './shared-request.ts'
import { createTokenRequests } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'

/** A call on its way, and all that is needed to send it again. */
interface Exchange {
  call: MatchedCall
  session: Session
  replay: Replay
  send(token: HeldToken, body: BodyMembers): Promise<Response>
}

/** What a call goes through: match, read, attach, send, answer. */
export function createPipeline(
  tokens: TokenSource,
  { fetch, resources, maxChallenges, maxReplayBytes, tokenTimeout, emit }: Settings,
  diagnose: Diagnose,
): CaeFetch {
  const sessionFor = createSessions(tokens, createTokenRequests(tokens, tokenTimeout, diagnose))
  const globalFetch = fetch ? undefined : createGlobalFetch()
  const send: FetchLike = fetch ?? globalFetch?.send ?? globalThis.fetch
  let calls = 0

  function matchedCall({ method, signal, cae }: Call, { resource: { key }, url }: Match) {
    const id = ++calls
    const call: MatchedCall = {
      id,
      method,
      url,
      signal,
      cae,
      claims: cae?.claims && toClaimsRequest(cae.claims),
      resource: key,
      interaction: cae?.interaction ?? tokens.interaction,
      emit: (event) => emit({ callId: id, at: Date.now(), resource: key, method, ...event }),
    }
    return call
  }

  async function sendPlain(sendCall: FetchLike, url: string, ...given: Parameters<CaeFetch>) {
    const [input, init] = given
    const response = await sendCall(input, withoutCae(init))
    if (asksForToken(response)) {
      const [, place = url] = /^([a-z]+:\/\/[^/?#]+)/i.exec(response.url || url) ?? []
      diagnose('no_resource_matched', `${place} (nearest entry: ${resources.nearest(url)})`)
    }
    return response
  }

  async function answer(
    { call, session, replay, send }: Exchange,
    token: HeldToken,
    response: Response,
  ): Promise<Response> {
    const memory = createChallengeMemory(maxChallenges)
    while (maxChallenges > 0) {
      const refused = { call, session, memory, token, response }
      const next = await answerChallenge(refused, diagnose).catch((error) => {
        if (call.signal?.aborted) drain(response)()
        throw error
      })
      if (!next) break
      const body = await untilAborted(replay.again(), call.signal)
      if (!body) {
        const { claims } = next
        call.emit({ type: 'unresolved', code: 'body_not_replayable' })
        throw new BodyNotReplayableError(bodySpent, { claims, response })
      }
      const cancel = drain(response)
      token = next
      response = await send(token, body).finally(cancel)
      call.emit({ type: 'replayed', status: response.status })
      if (!isRefused(response)) session.served(call, true)
      if (!isRefused(response)) break
    }
    return response
  }

  return async function caeFetch(input, init) {
    const original = globalFetch?.reentered()
    if (original) return original(input, init)

    const url = urlOf(input)
    const match = resources.match(url)
    const sendCall = init?.cae?.wrapFetch?.(send) ?? send
    if (!match) return sendPlain(sendCall, url, input, init)

    const read = readCall(input, init, url)
    if (hasAuthorization(read.headers)) {
      if (isDevelopment()) diagnose('own_authorization', match.resource.key)
      return sendCall(input, withoutCae(init))
    }

    const call = matchedCall(read, match)
    const { cae } = read
    const scopes = cae?.scopes ? checkScopes('cae.scopes', cae.scopes) : match.resource.scopes
    const session = sessionFor(scopes, cae)
    const replay = createReplay(read, maxReplayBytes)
    const sendWith: Exchange['send'] = ({ authorization }, body) =>
      sendCall(read.request ?? url, {
        ...read.init,
        ...body,
        headers: withAuthorization(authorization, read.headers),
      })

    try {
      const token =
        session.current(call) ??
        (await session.acquire(call).catch((error) => {
          if (call.signal?.aborted) throw call.signal.reason
          throw toCaeError(error, {
            ...(call.claims && { claims: call.claims }),
            resource: call.resource,
          })
        }))
      const response = await sendWith(token, replay.first())
      if (!isRefused(response)) {
        session.served(call, false)
        replay.release()
        return response
      }
      const answered = await answer({ call, session, replay, send: sendWith }, token, response)
      replay.release()
      return answered
    } catch (reason) {
      replay.release({ reason })
      throw reason
    }
  }
}

const isRefused = ({ status }: Response): boolean => status === 401 || status === 403

const bodySpent =
  'The challenge was met, but the stream is spent: call again, set `cae.replay`, or raise `maxReplayBytes`.'
