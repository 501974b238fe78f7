import { BodyNotReplayableError } from '../errors.ts'
import type { BodyMembers } from './body.ts'
import type { FetchLike } from './cae-request-init.ts'
import { drain } from './drain.ts'
import type { HeldToken } from './held-tokens.ts'
import { createNextToken, type Refused } from './next-token.ts'
import type { Pipeline } from './pipeline.ts'
import { isRefused, mayBeRefused } from './refusal.ts'
import type { Replay } from './replay.ts'
import { send } from './send.ts'
import { untilAborted } from './shared-request.ts'

/** A call that was refused, and what is needed to send it again. */
export interface Exchange extends Refused {
  replay: Replay
  fetch: FetchLike
}

/**
 * Sends a call again with another token for as long as it is challenged. Resolves with the last response:
 * one that is no challenge, or a challenge that is not to be answered.
 */
export async function answerChallenges(
  { call, session, replay, fetch, token, response }: Exchange,
  pipeline: Pick<Pipeline, 'maxChallenges' | 'emit' | 'diagnose'>,
): Promise<Response> {
  const { maxChallenges, emit } = pipeline
  const { signal } = call
  const nextToken = createNextToken(pipeline)

  while (maxChallenges > 0 && mayBeRefused(response, call.resource)) {
    let next: HeldToken | undefined
    let body: BodyMembers | undefined
    try {
      next = await nextToken({ call, session, token, response })
      if (!next) break
      body = await untilAborted(replay.again(), signal)
    } catch (error) {
      // Nobody will see the response of an error that does not show it.
      if (Object(error).response !== response) drain(response)()
      throw error
    }
    if (!body) {
      emit(call, { type: 'unresolved', code: 'body_not_replayable' })
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
