import { reasonOf } from '../claims/challenge-reason.ts'
import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import { BodyNotReplayableError } from '../errors.ts'
import type { CallEvent } from '../events.ts'
import type { BodyMembers } from './body.ts'
import type { FetchLike } from './cae-request-init.ts'
import type { Call } from './call.ts'
import type { Diagnose } from './diagnostics.ts'
import { drain } from './drain.ts'
import { covers, type HeldToken } from './held-tokens.ts'
import { toCaeError } from './provider-error.ts'
import { challengeText, demandOf, isHidden, isRefused } from './refusal.ts'
import type { Replay } from './replay.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'
import { untilAborted } from './shared-request.ts'

/** A call that was sent, and all that is needed to send it again. */
export interface Exchange {
  call: Call
  session: Session
  replay: Replay
  fetch: FetchLike
  /** The token it was sent with. */
  token: HeldToken
  response: Response
}

/** Other tabs and replicas may have renewed so often meanwhile; each time costs a send, and no token request. */
const mostLaterTokens = 2

/**
 * Sends a call again with another token for as long as it is challenged. Resolves with the last response:
 * one that is no challenge, or a challenge that is not to be answered, because the API repeats one that was
 * met, the call has cost enough, or everything it is given is refused.
 */
export async function answerChallenges(
  { call, session, replay, fetch, token, response }: Exchange,
  maxChallenges: number,
  emit: (call: Call, event: CallEvent) => void,
  diagnose: Diagnose,
): Promise<Response> {
  const { signal, url, resource } = call
  const { key } = resource
  /** What the call was challenged with, where a token was asked for on its behalf. */
  const answers: { claims: ClaimsRequest; text: string }[] = []
  /** How often the call was sent with a later token of which no more was known. */
  let laterTokens = 0

  const unresolved = (code: (CallEvent & { type: 'unresolved' })['code']): void =>
    emit(call, { type: 'unresolved', code })

  /** Why a challenge is not to be answered, if so: the API asks again for what the token was asked for with, or the call may cost no more. */
  function objection(claims: ClaimsRequest, text: string): 'repeated' | 'too_many' | undefined {
    const isRepeated = answers.some((answer) =>
      isEmpty(claims)
        ? isEmpty(answer.claims)
        : answer.text === text || coversClaims(answer.claims, claims),
    )
    if (isRepeated) return 'repeated'
    return answers.length < maxChallenges && laterTokens < mostLaterTokens ? undefined : 'too_many'
  }

  async function nextToken(): Promise<HeldToken | undefined> {
    const claims = demandOf(response, url)
    if (!claims) {
      if (isHidden(response)) {
        diagnose(
          'challenge_hidden_by_cors',
          key,
          'hides WWW-Authenticate: it must name it in Access-Control-Expose-Headers.',
        )
      }
      return undefined
    }
    const text = challengeText(response)
    emit(call, { type: 'challenged', status: response.status, reason: reasonOf(claims) })
    if (answers.length > 0 && session.refused(call, token)) {
      diagnose(
        'tokens_refused',
        key,
        'refuses every token it is given: token requests for it are spaced out.',
      )
    }
    const wanted = withOwn(call.claims, claims)
    const answer =
      objection(claims, text) ??
      (await session.challenge(call, wanted, token, laterTokens > 0).catch((error) => {
        if (signal?.aborted) throw signal.reason
        const failure = toCaeError(error, { claims: wanted, resource: key, response })
        unresolved(failure.code)
        throw failure
      }))
    if (typeof answer === 'string') {
      unresolved(answer)
      if (answer === 'repeated' && !isEmpty(claims)) {
        diagnose(
          'challenge_repeated',
          key,
          'repeats a challenge that was met: its tokens lack the claim.',
        )
      }
      return undefined
    }
    if (covers(answer.token, wanted)) answers.push({ claims: wanted, text })
    else laterTokens++
    emit(call, { type: 'reauthenticated', origin: answer.origin })
    return answer.token
  }

  while (maxChallenges > 0 && isRefused(response)) {
    let next: HeldToken | undefined
    let body: BodyMembers | undefined
    try {
      next = await nextToken()
      if (!next) break
      body = await untilAborted(replay.again(), signal)
    } catch (error) {
      // Nobody will see the response of an error that does not show it.
      if (Object(error).response !== response) drain(response)()
      throw error
    }
    if (!body) {
      unresolved('body_not_replayable')
      throw new BodyNotReplayableError(
        'The challenge was met, but the stream is spent: call again, set `cae.replay`, or raise `maxReplayBytes`.',
        { claims: next.claims, response },
      )
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

/** The challenge and what the call itself asks for, unless that would weaken the challenge to one of several values. */
function withOwn(own: ClaimsRequest | undefined, challenge: ClaimsRequest): ClaimsRequest {
  const merged = own ? mergeClaims(own, challenge) : challenge
  return coversClaims(merged, challenge) ? merged : challenge
}
