import { reasonOf } from '../claims/challenge-reason.ts'
import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { demandsFreshToken } from '../claims/freshness.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { CallEvent } from '../events.ts'
import type { Call } from './call.ts'
import { covers, type HeldToken } from './held-tokens.ts'
import type { Pipeline } from './pipeline.ts'
import { toCaeError } from './provider-error.ts'
import { challengeText, demandOf, isHidden } from './refusal.ts'
import type { Session } from './session.ts'

/** A call that was answered with a refusal, and the token that it was sent with. */
export interface Refused {
  call: Call
  session: Session
  token: HeldToken
  response: Response
}

/**
 * The token to send a call again with; undefined where the refusal is no challenge, or one that is not to be
 * answered, because the API repeats one that was met, the call has cost enough, or everything it is given is
 * refused.
 */
export type NextToken = (refused: Refused) => Promise<HeldToken | undefined>

/** Other tabs and replicas may have renewed so often meanwhile; each time costs a send, and no token request. */
const mostLaterTokens = 2

/** Remembers what one call has been answered with, and what that has cost. */
export function createNextToken({
  maxChallenges,
  emit,
  diagnose,
}: Pick<Pipeline, 'maxChallenges' | 'emit' | 'diagnose'>): NextToken {
  /** What the call was challenged with, where a token was asked for on its behalf. */
  const answers: { claims: ClaimsRequest; text: string }[] = []
  /** The tokens that the call was refused with. */
  const refused = new Set<string>()
  /** How often the call was sent with a later token of which no more was known. */
  let laterTokens = 0

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

  return async function nextToken({ call, session, token, response }) {
    const { signal, resource } = call
    const { key } = resource
    const unresolved = (code: (CallEvent & { type: 'unresolved' })['code']): void =>
      emit(call, { type: 'unresolved', code })

    const claims = await demandOf(response, call)
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
    const text = challengeText(response, claims)
    emit(call, { type: 'challenged', status: response.status, reason: reasonOf(claims) })
    if (answers.length > 0 && session.refused(call, token)) {
      diagnose(
        'tokens_refused',
        key,
        'refuses every token it is given: token requests for it are spaced out.',
      )
    }
    const wanted = withOwn(call.claims, claims)
    // It has not what it was asked for with, or is too old, and is no answer for others: two of that kind would be each other's.
    const isWorthless = covers(token, claims) || demandsFreshToken(claims)
    if (!isEmpty(claims) && isWorthless) token.claims = undefined
    refused.add(token.value)
    const meet = (isExact: boolean) => session.challenge(call, wanted, token, isExact)
    const answer =
      objection(claims, text) ??
      (await meet(laterTokens > 0)
        .then((answer) => {
          // What others share may be older than what the call was given since.
          const isOld = typeof answer === 'object' && refused.has(answer.token.value)
          return isOld && !isEmpty(claims) ? meet(true) : answer
        })
        .catch((error) => {
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
    const isAsked = answer.origin !== 'held' && covers(answer.token, wanted)
    if (isAsked) answers.push({ claims: wanted, text })
    else laterTokens++
    const { origin, token: next } = answer
    emit(call, { type: 'reauthenticated', origin, shared: next.shared })
    return Object.assign(next, { shared: true })
  }
}

/** The challenge and what the call itself asks for, unless that would weaken the challenge to one of several values. */
function withOwn(own: ClaimsRequest | undefined, challenge: ClaimsRequest): ClaimsRequest {
  const merged = own ? mergeClaims(own, challenge) : challenge
  return coversClaims(merged, challenge) ? merged : challenge
}
