import type { Chronicle, Outcome, Result } from './chronicle.ts'
import type { Attempt } from './messages.ts'
import { digestOf, maxReplayBytes } from './plan.ts'
import { retryAfter } from './trouble.ts'

/** How many claims requests a call may cost. */
const maxChallenges = 2
/** How long an API is left alone that refuses what it is given, in milliseconds. */
const shortestPause = 1000
const longestPause = 60_000
/** After how long the second of two tries comes at the latest, on a machine that is busy, in milliseconds. */
const longestSecondTry = 5000
/** How long MSAL leaves an endpoint alone that has broken down twice in a row, in milliseconds. */
const breakdownPause = 60_000

/**
 * What is wrong with how a call has ended, in words; undefined where nothing is. It knows of nothing but
 * what was called, what the API and Entra wrote down, and what users did: a call may fail for what they
 * did to it, and for nothing else.
 */
export function judge(
  outcome: Outcome,
  allAttempts: ReadonlyMap<string, readonly Attempt[]>,
  chronicle: Chronicle,
): string | undefined {
  const { call, result } = outcome
  const attempts = allAttempts.get(call.id) ?? []
  const executed = attempts.filter(({ isExecuted }) => isExecuted)
  const digest = digestOf(call)
  if (executed.length > 1) return `was executed ${executed.length} times`
  if (executed.some((each) => each.digest !== digest)) return 'was executed with another body'
  if (result.type === 'hung') return 'hung'
  if (result.type === 'aborted') {
    return call.patience === undefined ? 'was aborted by nobody' : undefined
  }
  const last = attempts.at(-1)
  if (result.type === 'response' && result.status === 201) {
    return executed.length === 1 && result.text === digest ? undefined : 'was lost'
  }
  if (result.type === 'error' && result.name === 'TypeError') {
    return last?.status === 0 ? undefined : 'lost a connection that nobody had cut'
  }
  if (executed.length > 0) return `was executed, and its caller was told ${nameOf(result)}`
  return result.type === 'response'
    ? judgeResponse(result.status, attempts, () => isLeftAlone(outcome, allAttempts))
    : judgeError(result.code, outcome, attempts, chronicle)
}

function judgeResponse(
  status: number,
  attempts: readonly Attempt[],
  mayBePaused: () => boolean,
): string | undefined {
  if (attempts.at(-1)?.status !== status)
    return `got a ${status} that the API has not answered last`
  if (status !== 401) {
    return status === 429 || status === 503 ? undefined : `got a ${status}`
  }
  const challenges = attempts.flatMap(({ status, challenge }) =>
    status === 401 ? [challenge] : [],
  )
  const isRepeated = new Set(challenges).size < challenges.length
  const isTooMany = challenges.length > maxChallenges
  return isRepeated || isTooMany || mayBePaused()
    ? undefined
    : 'got a 401 that a token request would have mended'
}

function judgeError(
  code: string,
  outcome: Outcome,
  attempts: readonly Attempt[],
  chronicle: Chronicle,
): string | undefined {
  const { call } = outcome
  const wasDenied = chronicle.questions.some(
    (question) =>
      question.isDenied && question.user === call.principal && overlap(question, outcome),
  )
  if (code === 'body_not_replayable') {
    const isLong = call.size > maxReplayBytes && /stream|request/.test(call.kind)
    return isLong && attempts.at(-1)?.status === 401
      ? undefined
      : 'lost a body that was short enough'
  }
  if (code === 'reauthentication_failed') {
    return wasDenied || isInTrouble(outcome, chronicle)
      ? undefined
      : 'failed although one more token request would have served it'
  }
  if (code === 'interaction_required') {
    const { principal, mayAsk, path } = call
    const isNeeded = path === '/strict' || isSignedOut(outcome, chronicle)
    const isFor = principal !== 'daemon' && isNeeded && (wasDenied || !mayAsk)
    return isFor ? undefined : 'was said to need a person, and needs none'
  }
  return `failed with ${code}`
}

/**
 * Whether the API has just refused two tokens, one after the other, with which calls of the caller's were
 * sent again: then it costs no token request for a second, after three for two, and so on up to a minute.
 */
function isLeftAlone(
  { call, endedAt }: Outcome,
  allAttempts: ReadonlyMap<string, readonly Attempt[]>,
): boolean {
  const refused = new Map<string, number>()
  for (const attempts of allAttempts.values()) {
    for (const { at, status, token, principal } of attempts.slice(1)) {
      if (status !== 401 || principal !== call.principal) continue
      refused.set(token, Math.min(at, refused.get(token) ?? at))
    }
  }
  const times = [...refused.values()]
  return times.some((time) => {
    const count = times.filter((other) => other <= time && other > time - longestPause).length
    const pause = Math.min(shortestPause * 2 ** (count - 2), longestPause)
    // The caller has the refusal a moment after the API has written it down.
    return count >= 2 && endedAt <= time + pause + 200
  })
}

/** Whether Entra was out of order for the call: twice in a row, or it has asked to be left alone. */
function isInTrouble({ startedAt, endedAt }: Outcome, { tokenRequests }: Chronicle): boolean {
  const faults = tokenRequests.filter(({ fault }) => fault !== undefined && fault !== 'delay')
  return faults.some(({ at, fault }, index) => {
    if (at > endedAt) return false
    if (fault === '429' || fault === '503') return at + retryAfter * 1000 + 50 > startedAt
    const next = faults[index + 1]
    if (!next || next.at - at > longestSecondTry || next.at > endedAt) return false
    const pause = fault === '502' && next.fault === '502' ? breakdownPause : 0
    return next.at + pause >= startedAt
  })
}

/** Whether the session of the call's user was ended, and the user has not signed in since. */
function isSignedOut({ call, startedAt, endedAt }: Outcome, chronicle: Chronicle): boolean {
  const { principal } = call
  return chronicle.revocations.some(
    (revocation) =>
      revocation.principal === principal &&
      revocation.at <= endedAt &&
      !chronicle.questions.some(
        (question) =>
          question.user === principal &&
          !question.isDenied &&
          question.startedAt >= revocation.at &&
          question.endedAt < startedAt,
      ),
  )
}

const overlap = (
  one: { startedAt: number; endedAt: number },
  other: { startedAt: number; endedAt: number },
): boolean => one.startedAt <= other.endedAt && !(one.endedAt < other.startedAt)

export const nameOf = (result: Result): string =>
  result.type === 'response'
    ? String(result.status)
    : result.type === 'error'
      ? `${result.name} ${result.code}: ${result.message}`
      : result.type
