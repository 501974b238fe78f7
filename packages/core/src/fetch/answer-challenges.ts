import { challengesOf, findClaimsChallenge } from '../challenge/read-claims-challenge.ts'
import { paramOf } from '../challenge/scan-challenges.ts'
import { coversClaims, mergeClaims } from '../claims/merge-claims.ts'
import type { ClaimsRequest } from '../claims/schema.ts'
import { BodyNotReplayableError } from '../errors.ts'
import { type CaeEvent, reasonOf } from '../events.ts'
import type { Diagnose } from './diagnostics.ts'
import type { Settings } from './options.ts'
import { toCaeError } from './provider-error.ts'
import type { Replay } from './replay.ts'
import type { Resource } from './resources.ts'
import type { Call, HeldToken, Session } from './session.ts'

/** A call that was sent once, and all that is needed to send it again. */
export interface Exchange extends Pick<Settings, 'emit' | 'maxChallenges'> {
  resource: Resource
  call: Call
  session: Session
  replay: Replay
  send(token: HeldToken, body: Replay['first']): Promise<Response>
  diagnose: Diagnose
}

/**
 * Answers challenge after challenge until the API is content, or is not to be contented: when it
 * repeats a challenge that was met, or after `maxChallenges` claims requests.
 */
export async function answerChallenges(
  { resource: { key: resource }, call, session, replay, send, diagnose, ...rest }: Exchange,
  token: HeldToken,
  response: Response,
): Promise<Response> {
  const { method, url, signal } = call
  const met: ClaimsRequest[] = []
  // Tokens that were newer than the rejected one, of which no more is known.
  let found = 0
  const emit = (event: CallEvent) => rest.emit({ resource, method, ...event } as CaeEvent)

  while (rest.maxChallenges > 0) {
    const claims = demandOf(response, url)
    if (!claims) {
      if (isHidden(response)) diagnose('challenge_hidden_by_cors', resource)
      break
    }
    const reason = reasonOf(claims)
    emit({ type: 'challenged', status: response.status, reason })
    const isRepeated = met.some((earlier) => coversClaims(earlier, claims))
    if (isRepeated && reason !== 'invalid-token') diagnose('challenge_repeated', resource)
    if (isRepeated || Math.max(met.length, found) >= rest.maxChallenges) {
      emit({ type: 'unresolved', code: isRepeated ? 'repeated' : 'too_many' })
      break
    }
    const wanted = call.claims ? mergeClaims(call.claims, claims) : claims
    const next = await session.challenge(call, wanted, token).catch((error) => {
      if (signal?.aborted) {
        drain(response)()
        throw signal.reason
      }
      const reported = toCaeError(error, { claims: wanted, response })
      emit({ type: 'unresolved', code: reported.code })
      throw reported
    })
    if (next === token) break
    if (coversClaims(next.claims ?? {}, wanted)) met.push(wanted)
    else found++
    emit({ type: 'reauthenticated' })
    const body = await replay.again()
    if (!body) {
      emit({ type: 'unresolved', code: 'body_not_replayable' })
      throw new BodyNotReplayableError(bodySpent, { claims: wanted, response })
    }
    const cancel = drain(response)
    token = next
    response = await send(token, body).finally(cancel)
    emit({ type: 'replayed', status: response.status })
  }
  return response
}

/** The claims that the response asks for; empty ones where any other token will do. */
function demandOf(response: Response, sentTo: string): ClaimsRequest | undefined {
  // After a redirect another origin speaks, and it has no say in what is asked of Entra.
  if (response.url && originOf(response.url) !== originOf(sentTo)) return undefined
  const challenges = challengesOf(response)
  const isRefused = challenges.some((each) => paramOf(each, 'error') === 'invalid_token')
  const { claims } = findClaimsChallenge(challenges, response.status) ?? {}
  return claims ?? (isRefused && response.status === 401 ? {} : undefined)
}

const originOf = (url: string): string => new URL(url).origin

const isHidden = ({ status, type, headers }: Response): boolean =>
  status === 401 && type === 'cors' && !headers.has('www-authenticate')

/**
 * Reads a response for nobody, until what it returns is called. One that is read to its end leaves
 * its connection open for the next call; one that is cancelled before takes the connection with it.
 */
function drain({ body }: Response): () => void {
  const reader = body?.getReader()
  const read = async (): Promise<void> => {
    while (reader && !(await reader.read()).done);
  }
  read().catch(() => {})
  return () => {
    reader?.cancel().catch(() => {})
  }
}

const bodySpent = 'The challenge was met, but the stream is spent: call again, or set `cae.replay`.'

/** An event of a call, without what is the same in all of them. */
type CallEvent = CaeEvent extends infer Event
  ? Event extends { resource: string }
    ? Omit<Event, 'resource' | 'method'>
    : never
  : never
