import type { Invariant } from './invariant.ts'
import { requestsBeside } from './invariant.ts'

export const silentCallsDoNotWait: Invariant = {
  name: 'a call that can be met silently does not wait behind a person',
  violations: ({ seen }) => seen.get('waiting') ?? [],
}

export const failuresAreDue: Invariant = {
  name: 'no call fails that one more token request would have served',
  violations: (ledger) =>
    ledger.matched.flatMap((call) => {
      const { number, error, hasNeededPerson, account, scopes, startedAt, settledAt = 0 } = call
      const name = error instanceof Error ? error.name : ''
      if (!/^(InteractionRequired|Reauthentication)Error$/.test(name)) return []
      const isGone = ledger.changes.some(
        (change) => change.account === account && change.at > startedAt && change.at < settledAt,
      )
      const faults = requestsBeside(ledger, call).some(
        ({ failure }) => failure !== undefined && failure !== 'person',
      )
      const isLate = ledger.lateShares.has(`${account} ${scopes}`)
      const isDue =
        isGone || faults || isLate || (name === 'InteractionRequiredError' && hasNeededPerson)
      return isDue ? [] : [`call ${number} failed with ${name}`]
    }),
}

export const nobodyIsAskedUnasked: Invariant = {
  name: 'a call with interaction none never has the user asked',
  violations: (ledger) =>
    ledger.requests
      .filter(({ kind, interaction }) => kind === 'user' && interaction === 'none')
      .map(({ at }) => `question ${at} is for a call that may not ask`),
}
