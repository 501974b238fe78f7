import type { Ledger, TokenRequestRecord } from '../world/ledger.ts'
import { sessionOf } from '../world/ledger.ts'
import { endOf, type Invariant, isForClaims } from './invariant.ts'

const overlap = (one: TokenRequestRecord, other: TokenRequestRecord): boolean =>
  one !== other && one.at < other.at && endOf(one) > other.at

function pairs(
  requests: TokenRequestRecord[],
  isWrong: (one: TokenRequestRecord, other: TokenRequestRecord) => boolean,
): string[] {
  return requests.flatMap((one) =>
    requests.flatMap((other) =>
      isWrong(one, other) ? [`requests ${one.at} and ${other.at} of ${sessionOf(one)}`] : [],
    ),
  )
}

const isSameSession = (one: TokenRequestRecord, other: TokenRequestRecord): boolean =>
  sessionOf(one) === sessionOf(other)

export const oneClaimsRequestAtATime: Invariant = {
  name: 'one claims request at a time runs for a session',
  violations: ({ requests }) =>
    pairs(
      requests.filter(({ kind }) => kind === 'silent').filter(isForClaims),
      (one, other) => isSameSession(one, other) && overlap(one, other),
    ),
}

export const oneQuestionAtATime: Invariant = {
  name: 'the user is asked one question at a time',
  violations: ({ requests }) =>
    pairs(
      requests.filter(({ kind }) => kind === 'user'),
      overlap,
    ),
}

const textOf = ({ claims, rejectedToken, forceRefresh, interaction }: TokenRequestRecord) =>
  JSON.stringify([claims, rejectedToken, forceRefresh, interaction])

export const onePlainRequestAtATime: Invariant = {
  name: 'equal token requests do not run at once',
  violations: ({ requests }) =>
    pairs(
      requests.filter(({ kind }) => kind === 'silent'),
      (one, other) =>
        isSameSession(one, other) && textOf(one) === textOf(other) && overlap(one, other),
    ),
}

/** Whether what is held was dropped between the two, or ended by a token that is fresher. */
const isDroppedBetween = (
  { changes, requests }: Ledger,
  one: TokenRequestRecord,
  other: TokenRequestRecord,
): boolean =>
  changes.some(({ at }) => at > one.at && at < other.at) ||
  // After a sign-out nothing is held for those who go on.
  changes.filter(
    ({ kind, account, at }) => kind === 'sign-out' && account === other.account && at < other.at,
  ).length > other.epoch ||
  requests.some(
    ({ endedAt = 0, answer, ...request }) =>
      answer &&
      request.claims !== one.claims &&
      endedAt > one.at &&
      endedAt < other.at &&
      (request.forceRefresh || JSON.stringify(request.claims ?? {}).includes('"nbf"')),
  )

export const equalChallengesAreOneRequest: Invariant = {
  name: 'equal challenges to one token are one request',
  violations: (ledger) =>
    pairs(
      ledger.requests.filter(
        ({ kind, answer, failure, isFromCache, rejectedToken }) =>
          kind === 'silent' && answer && !failure && !isFromCache && rejectedToken !== undefined,
      ),
      (one, other) =>
        one.at < other.at &&
        isSameSession(one, other) &&
        textOf(one) === textOf(other) &&
        (one.answer?.expiresOn ?? 0) > other.on &&
        (one.endedAt ?? 0) < (one.abortedAt ?? Number.POSITIVE_INFINITY) &&
        !isDroppedBetween(ledger, one, other),
    ),
}

export const requestsAreBounded: Invariant = {
  name: 'token requests are within what the calls may cost',
  violations({ calls, requests, maxChallenges }) {
    const sessions = Map.groupBy(requests, sessionOf)
    return [...sessions].flatMap(([session, made]) => {
      const count = calls.filter((call) => sessionOf(call) === session).length
      // A first token, an answer to each challenge, one look after a question; each may pass and be tried
      // again; and the renewals in the background.
      const most = count * (2 + 2 * maxChallenges) * 2 + count
      return made.length > most ? [`${made.length} requests for ${count} calls of ${session}`] : []
    })
  },
}
