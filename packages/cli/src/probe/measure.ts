import type { ClaimsChallenge } from '@caefetch/core'
import { isRefused, questions, type Sighting } from './sighting.ts'

export type Verdict =
  /** The API refused the token, said what it wants, and the client came back with it. */
  | 'does_cae'
  /** The API refused the token without a claims challenge. */
  | 'refuses_without_challenge'
  /** The API challenged, and the client got no further. */
  | 'not_back'
  /** The API accepted the token until the limit. */
  | 'no_refusal'

/** What was measured; times are milliseconds since the revocation. */
export interface Measurement {
  readonly verdict: Verdict
  readonly sightings: readonly Sighting[]
  readonly revokedAt: number
  readonly endedAt: number
  /** Until the API first refused. */
  readonly refusedAfter: number | undefined
  /** Until the client was answered again, however long the person took. */
  readonly backAfter: number | undefined
  /** How long the person took. */
  readonly personTook: number
  readonly challenge: ClaimsChallenge | undefined
  /** Why the client did not come back. */
  readonly failure: unknown
}

export interface MeasureParts {
  /** One call, with all that answering a challenge takes; rejects where that cannot be done. */
  call(): Promise<Response>
  revoke(): Promise<void>
  /** All sightings so far, oldest first. */
  readonly sightings: readonly Sighting[]
  /** Adds to them. */
  see(sighting: Sighting): void
  readonly clock: Clock
  /** Milliseconds between two calls, and from the revocation on. */
  readonly interval: number
  readonly limit: number
  readonly signal: AbortSignal
  /** Hears of every call. */
  readonly tick?: (() => void) | undefined
}

export interface Clock {
  now(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** Revokes, and calls until the API has refused and the client is back, or the limit is reached. */
export async function measure(parts: MeasureParts): Promise<Measurement> {
  const { call, revoke, see, sightings, clock, interval, limit, signal, tick } = parts
  await revoke()
  const revokedAt = clock.now()
  see({ kind: 'revoked', at: revokedAt })
  for (;;) {
    signal.throwIfAborted()
    const outcome = await call().then(
      ({ ok }) => ({ ok, failure: undefined }),
      (failure: unknown) => ({ ok: false, failure }),
    )
    signal.throwIfAborted()
    tick?.()
    const refusal = sightings.find(isRefusalAfter(revokedAt))
    const now = clock.now()
    if (refusal && (outcome.ok || outcome.failure !== undefined)) {
      return conclude(parts, revokedAt, refusal, outcome)
    }
    // Without a refusal, what goes wrong is no answer of the API.
    if (outcome.failure !== undefined) throw outcome.failure
    if (now - revokedAt >= limit)
      return conclude(parts, revokedAt, refusal, { ok: false, failure: undefined })
    await clock.sleep(Math.min(interval, Math.max(revokedAt + limit - now, 1)), signal)
  }
}

type Answer = Extract<Sighting, { kind: 'answer' }>

const isRefusalAfter =
  (moment: number) =>
  (sighting: Sighting): sighting is Answer =>
    sighting.kind === 'answer' && sighting.at >= moment && isRefused(sighting.status)

function conclude(
  { sightings, clock }: MeasureParts,
  revokedAt: number,
  refusal: Answer | undefined,
  { ok, failure }: { ok: boolean; failure: unknown },
): Measurement {
  const endedAt = clock.now()
  const refusals = sightings.filter(isRefusalAfter(revokedAt))
  const challenge = refusals.find((answer) => answer.challenge)?.challenge
  return {
    verdict: verdictOf(refusal, challenge !== undefined, ok),
    sightings,
    revokedAt,
    endedAt,
    refusedAfter: refusal && refusal.at - revokedAt,
    backAfter: refusal && ok ? endedAt - revokedAt : undefined,
    personTook: questions(
      sightings.filter(({ at }) => at >= revokedAt),
      endedAt,
    ).reduce((sum, [from, to]) => sum + to - from, 0),
    challenge,
    failure,
  }
}

function verdictOf(refusal: Answer | undefined, isChallenged: boolean, isBack: boolean): Verdict {
  if (!refusal) return 'no_refusal'
  if (!isChallenged) return 'refuses_without_challenge'
  return isBack ? 'does_cae' : 'not_back'
}
