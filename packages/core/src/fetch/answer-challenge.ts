import { reasonOf } from '../claims/challenge-reason.ts'
import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { CallEvent } from '../events.ts'
import type { Call } from './call.ts'
import type { ChallengeMemory } from './challenge-memory.ts'
import type { Diagnose } from './diagnostics.ts'
import type { HeldToken } from './held-tokens.ts'
import { toCaeError } from './provider-error.ts'
import { demandOf, isHidden, type RefusalOf, textOf } from './refusal.ts'
import type { Session } from './session.ts'

/** A call that was refused, and all that its answer depends on. */
export interface RefusedCall {
  call: Call
  session: Session
  memory: ChallengeMemory
  /** The token that was refused. */
  token: HeldToken
  response: RefusalOf
}

/**
 * The token to send the call again with; undefined where there is no challenge, or it is not to be
 * answered: the API repeats one that was met, the call has cost enough, or everything it is given is refused.
 */
export async function answerChallenge(
  { call, session, memory, token, response }: RefusedCall,
  emit: (call: Call, event: CallEvent) => void,
  diagnose: Diagnose,
): Promise<HeldToken | undefined> {
  const {
    resource: { key: resource },
    signal,
  } = call
  const claims = demandOf(response, call.url)
  if (!claims) {
    if (isHidden(response)) diagnose('challenge_hidden_by_cors', resource)
    return undefined
  }
  const reason = reasonOf(claims)
  const text = textOf(response)
  emit(call, { type: 'challenged', status: response.status, reason })

  const isRefused = memory.hasAsked() && session.refused(call, token)
  if (isRefused) diagnose('tokens_refused', resource)
  const isRepeated = memory.isRepeated(claims, text)
  if (isRepeated || memory.isExhausted()) {
    emit(call, { type: 'unresolved', code: isRepeated ? 'repeated' : 'too_many' })
    if (isRepeated && !isEmpty(claims)) diagnose('challenge_repeated', resource)
    return undefined
  }

  const wanted = withOwn(call.claims, claims)
  const answer = await session
    .challenge(call, wanted, token, memory.hasTriedLater())
    .catch((error) => {
      if (signal?.aborted) throw signal.reason
      const failure = toCaeError(error, {
        claims: wanted,
        resource,
        response: response instanceof Response ? response : undefined,
      })
      emit(call, { type: 'unresolved', code: failure.code })
      throw failure
    })
  if (typeof answer === 'string') {
    emit(call, { type: 'unresolved', code: answer })
    return undefined
  }
  memory.answered(wanted, text, answer.token)
  emit(call, { type: 'reauthenticated', origin: answer.origin })
  return answer.token
}

/** The challenge and what the call itself asks for, unless that would weaken the challenge to one of several values. */
function withOwn(own: ClaimsRequest | undefined, challenge: ClaimsRequest): ClaimsRequest {
  const merged = own ? mergeClaims(own, challenge) : challenge
  return coversClaims(merged, challenge) ? merged : challenge
}
