import { isNothing } from '../world/claims.ts'
import { sessionOf } from '../world/ledger.ts'
import { type Invariant, isForClaims } from './invariant.ts'

export const tokensAreOnesOwn: Invariant = {
  name: 'no token of another account, tenant or resource is sent',
  violations: ({ calls }) =>
    calls.flatMap(({ number, sends, account, scopes }) =>
      sends.flatMap(({ hasAuthorization, token }) => {
        if (scopes === undefined) {
          return hasAuthorization ? [`call ${number} is for no resource, and sent a token`] : []
        }
        if (!token) return [`call ${number} was sent without a token that was ever issued`]
        // Where nobody is signed in, whoever it is for cannot be wrong.
        const isOwn = (account ?? token.account) === token.account && token.scopes === scopes
        return isOwn ? [] : [`call ${number} of ${account} sent ${token.account} ${token.scopes}`]
      }),
    ),
}

export const signedOutTokensAreDropped: Invariant = {
  name: 'a call that is made after a sign-out is not sent with a token from before it',
  violations: ({ calls, changes }) =>
    calls.flatMap(({ number, sends, account, startedAt }) => {
      const signOut = changes.findLast(
        (change) =>
          change.kind === 'sign-out' && change.account === account && change.at < startedAt,
      )
      // What replicas share outlives that one of them lets an account go.
      const isOld = sends.some(
        ({ token }) => token && !token.isShared && signOut && token.issuedAt < signOut.at,
      )
      return isOld ? [`call ${number} sent a token of before its account signed out`] : []
    }),
}

export const expiredTokensAreNotSent: Invariant = {
  name: 'no token is sent that had expired when the call was made',
  violations: ({ calls }) =>
    calls.flatMap(({ number, sends, startedOn }) =>
      sends.some(({ token }) => token && token.expiresOn <= startedOn)
        ? [`call ${number} sent an expired token`]
        : [],
    ),
}

export const answersAreNotOvertaken: Invariant = {
  name: 'a call that is made when a challenge has been answered is not sent with an older token',
  violations: ({ matched, requests, changes }) =>
    matched.flatMap((call) => {
      const { number, sends, restedAt, startedAt, startedOn, claims, spec } = call
      const [first] = sends
      if (!first?.token || spec.claims || !isNothing(claims)) return []
      const answer = requests.findLast(
        (request) =>
          sessionOf(request) === sessionOf(call) &&
          (isForClaims(request) || request.kind === 'user') &&
          request.answer &&
          !request.failure &&
          request.abortedAt === undefined &&
          (request.endedAt ?? 0) < restedAt &&
          !changes.some(({ at }) => at > request.at && at < startedAt),
      )?.answer
      const isOvertaken =
        answer && answer.expiresOn > startedOn && first.token.issuedAt < answer.issuedAt
      return isOvertaken ? [`call ${number} was sent with ${first.token.value}`] : []
    }),
}
