import type { CaeEvent, ChallengeReason, TokenOrigin } from '@caefetch/core'

/** One challenge of a call, and what was done about it. Times are milliseconds since the epoch. */
export interface Leg {
  readonly challengedAt: number
  readonly status: number
  readonly reason: ChallengeReason
  tokenAt?: number
  origin?: TokenOrigin
  endedAt?: number
  /** The status the call was answered with, or why it was not sent again. */
  outcome?: number | string
}

/** A call that was challenged. */
export interface RecoveredCall {
  readonly callId: number
  readonly method: string
  readonly resource: string
  readonly legs: Leg[]
}

/** A token request or a prompt, and how many calls it was for. */
export interface Ask {
  /** `token request`, or what was shown to the user. */
  readonly kind: string
  readonly from: number
  to?: number
  hasFailed: boolean
  calls: number
}

/** Calls that were challenged at the same time, and what they share. */
export interface Recovery {
  readonly from: number
  /** When the latest thing of it happened. */
  readonly to: number
  /** Whether a call of it still waits. */
  readonly isOpen: boolean
  readonly calls: readonly RecoveredCall[]
  readonly asks: readonly Ask[]
}

// Whoever waits for a token hears of it at once, but one after the other.
const together = 25

/** Reads the recoveries out of the events of one caefetch, oldest first. */
export function readRecoveries(events: Iterable<CaeEvent>): Recovery[] {
  const calls = new Map<number, RecoveredCall>()
  const prompts: Ask[] = []
  for (const event of events) {
    if (event.type === 'diagnostic') continue
    const { callId, at, method, resource } = event
    if (event.type === 'interaction') {
      notePrompt(prompts, event)
    } else if (event.type === 'challenged') {
      const call = calls.get(callId) ?? { callId, method, resource, legs: [] }
      calls.set(callId, call)
      call.legs.push({ challengedAt: at, status: event.status, reason: event.reason })
    } else {
      const leg = calls.get(callId)?.legs.at(-1)
      if (!leg) continue
      if (event.type === 'reauthenticated')
        Object.assign(leg, { tokenAt: at, origin: event.origin })
      else {
        leg.endedAt = at
        leg.outcome = event.type === 'replayed' ? event.status : event.code
      }
    }
  }
  return group([...calls.values()]).map((each) => toRecovery(each, prompts))
}

function notePrompt(prompts: Ask[], event: CaeEvent & { type: 'interaction' }): void {
  const { kind, state, at } = event
  if (state === 'started') {
    prompts.push({ kind, from: at, hasFailed: false, calls: 0 })
    return
  }
  const prompt = prompts.findLast((each) => each.kind === kind && each.to === undefined)
  if (prompt) Object.assign(prompt, { to: at, hasFailed: state === 'failed' })
}

const startOf = ({ legs }: RecoveredCall): number => legs[0]?.challengedAt ?? 0
const endOf = ({ legs }: RecoveredCall): number => legs.at(-1)?.endedAt ?? Number.POSITIVE_INFINITY

/** Those belong together that overlap in time. */
function group(calls: readonly RecoveredCall[]): RecoveredCall[][] {
  const groups: RecoveredCall[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const call of calls.toSorted((a, b) => startOf(a) - startOf(b))) {
    if (startOf(call) <= end) groups.at(-1)?.push(call)
    else groups.push([call])
    end = Math.max(end, endOf(call))
  }
  return groups
}

function toRecovery(calls: readonly RecoveredCall[], prompts: readonly Ask[]): Recovery {
  const legs = calls.flatMap((call) => call.legs)
  const from = Math.min(...calls.map(startOf))
  const isOpen = calls.some((call) => endOf(call) === Number.POSITIVE_INFINITY)
  const end = isOpen ? Number.POSITIVE_INFINITY : Math.max(...calls.map(endOf))
  const shown = prompts
    .filter((prompt) => prompt.from >= from && prompt.from <= end)
    .map((prompt) => ({ ...prompt, calls: legs.filter((leg) => isFor(prompt, leg)).length }))
  const asks = [...tokenRequests(legs), ...shown].sort((a, b) => a.from - b.from)
  for (const leg of legs) {
    const ask = askBehind(leg, asks)
    if (ask) ask.calls++
  }
  const times = [
    ...legs.flatMap((leg) => [leg.challengedAt, leg.tokenAt ?? 0, leg.endedAt ?? 0]),
    ...asks.flatMap((ask) => [ask.from, ask.to ?? 0]),
  ]
  return { from, to: Math.max(...times), isOpen, calls, asks }
}

/** What brought the token that another call had been given; nothing when that was before the recovery. */
export function askBehind({ origin, tokenAt = 0 }: Leg, asks: readonly Ask[]): Ask | undefined {
  if (origin !== 'held') return undefined
  return asks.findLast(({ to, hasFailed }) => !hasFailed && to !== undefined && to <= tokenAt)
}

const isFor = (prompt: Ask, { origin, challengedAt, tokenAt, endedAt }: Leg): boolean =>
  origin !== 'held' &&
  challengedAt <= (prompt.to ?? Number.POSITIVE_INFINITY) &&
  (tokenAt ?? endedAt ?? Number.POSITIVE_INFINITY) >= (prompt.to ?? prompt.from)

/** Calls that waited already when a token came, and have it as soon, share the request for it. */
function tokenRequests(legs: readonly Leg[]): Ask[] {
  const requests: (Ask & { to: number })[] = []
  const answered = legs
    .flatMap(({ origin, tokenAt, challengedAt }) =>
      origin === 'provider' && tokenAt !== undefined ? [{ from: challengedAt, to: tokenAt }] : [],
    )
    .sort((a, b) => a.to - b.to || a.from - b.from)
  for (const { from, to } of answered) {
    const request = requests.at(-1)
    if (request && from <= request.to && to - request.to <= together) {
      request.calls++
      continue
    }
    const start = Math.min(from, ...answered.filter((each) => each.to === to).map((e) => e.from))
    requests.push({ kind: 'token request', from: start, to, hasFailed: false, calls: 1 })
  }
  return requests
}
