import type { Answer, Revocation } from '../ledger.ts'
import type { FleetInvariant } from './invariant.ts'

/** By how many seconds clocks differ at the most, and the second that a cutoff is rounded to. */
const tolerance = 5

const knows = ({ cutoff }: Answer, { cutoff: wanted }: Revocation): boolean =>
  cutoff !== undefined && cutoff >= wanted - tolerance

export const revokedIsInForceHere: FleetInvariant = {
  name: 'a revocation is in force at once on the replica that it was sent to',
  violations: ({ revocations, answers }) =>
    answers.flatMap((answer) =>
      revocations
        .filter(
          ({ replica, account, at }) =>
            replica === answer.replica && account === answer.account && at <= answer.at,
        )
        .filter(({ cutoff }) => (answer.cutoff ?? -1) < cutoff)
        .map(
          ({ at }) => `${answer.replica.name} says ${answer.cutoff} at ${answer.at}, after ${at}`,
        ),
    ),
}

/** How long a replica that can be reached again takes to follow. */
const catchUp = 3500

export const acceptedIsInForceEverywhere: FleetInvariant = {
  name: 'a revocation that was accepted is in force on every replica that can be reached',
  violations: ({ revocations, answers, losses }) =>
    answers.flatMap((answer) =>
      revocations.flatMap((revocation) => {
        const { acknowledgedAt = Number.POSITIVE_INFINITY, account, at } = revocation
        if (account !== answer.account || answer.isDown || knows(answer, revocation)) return []
        const isLost = losses.some((loss) => loss >= at && loss <= answer.at)
        const isReached =
          answer.wellSince + catchUp <= answer.at && acknowledgedAt + 60 <= answer.at
        const isRead = acknowledgedAt <= answer.bornAt
        return !isLost && (isReached || isRead)
          ? [`${answer.replica.name} lets ${account} in at ${answer.at}, revoked at ${at}`]
          : []
      }),
    ),
}

export const staleIsDown: FleetInvariant = {
  name: 'a replica that has not heard of Redis for longer than staleAfter does not know',
  violations: ({ answers }) =>
    answers
      .filter(({ cutoff, isDown, at, offSince }) => {
        return !isDown && cutoff === undefined && at - offSince > 2050
      })
      .map(
        ({ replica, at, offSince }) => `${replica.name} answers at ${at}, off since ${offSince}`,
      ),
}

export const cutoffsOnlyRise: FleetInvariant = {
  name: 'what a replica knows to be revoked stays so',
  violations: ({ answers }) =>
    answers.flatMap((answer, index) => {
      const earlier = answers
        .slice(0, index)
        .findLast(
          ({ replica, account }) => replica === answer.replica && account === answer.account,
        )
      return earlier?.cutoff !== undefined && (answer.cutoff ?? -1) < earlier.cutoff
        ? [`${answer.replica.name} says ${answer.cutoff} after ${earlier.cutoff}`]
        : []
    }),
}

export const allAgreeAfterwards: FleetInvariant = {
  name: 'when all is well again all replicas know what was accepted, if any of them does',
  violations: ({ answers, revocations, losses, healedAt }) => {
    const last = answers.filter(({ at }) => at >= healedAt + 6000)
    const silent = last
      .filter(({ isDown }) => isDown)
      .map(({ replica }) => `${replica.name} is down`)
    const accepted = revocations.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined)
    const missing = accepted.flatMap((revocation) => {
      const said = last.filter(({ account }) => account === revocation.account)
      const unknown = said.filter((answer) => !knows(answer, revocation))
      const isGone = losses.some((loss) => loss >= revocation.at) && unknown.length === said.length
      return isGone
        ? []
        : unknown.map(
            ({ replica, cutoff }) => `${replica.name} says ${cutoff} of ${revocation.account}`,
          )
    })
    return [...silent, ...missing]
  },
}
