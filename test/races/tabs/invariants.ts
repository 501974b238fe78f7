import type { ClaimsRequest } from '@caefetch/core'
import type { Invariant } from '../invariant.ts'
import { valuesOf } from '../world/claims.ts'
import type { Ledger, Prompt } from './ledger.ts'

type TabsInvariant = Invariant<Ledger>

const everyCallSettles: TabsInvariant = {
  name: 'every call of a tab that is open settles while the user answers',
  violations: ({ calls }) =>
    calls
      .filter(({ tab, settledAt }) => tab.state !== 'gone' && settledAt === undefined)
      .map(({ number, tab }) => `call ${number} of ${tab.name} has not settled`),
}

const nobodyIsHeld: TabsInvariant = {
  name: 'a tab that is hidden, frozen or closed holds up no other',
  violations: ({ held }) => held,
}

const onlyTheUserFailsCalls: TabsInvariant = {
  name: 'no call fails because of another tab',
  violations: ({ calls, stops }) =>
    calls.flatMap(({ number, tab, error, status, settledAt = 0 }) => {
      const hasStopped = stops.some((stop) => stop.tab === tab && stop.at <= settledAt)
      const isForUser = error === undefined || Object(error).code === 'interaction_required'
      return isForUser || hasStopped ? [] : [`call ${number} of ${tab.name}: ${error ?? status}`]
    }),
}

const onePromptAtATime: TabsInvariant = {
  name: 'the user is asked one thing at a time, in whichever tab',
  violations: ({ prompts, hasLocks }) =>
    prompts
      .filter(({ others }) => hasLocks && others.length > 0)
      .map(({ tab, kind, at, others }) => `a ${kind} of ${tab.name} at ${at} beside ${others}`),
}

const promptsAreSeen: TabsInvariant = {
  name: 'a tab that the user does not see asks nothing',
  violations: ({ prompts }) =>
    prompts
      .filter(({ isSeen }) => !isSeen)
      .map(({ tab, kind, at }) => `a ${kind} of ${tab.name} at ${at}, which is hidden`),
}

/** The kinds of what is demanded, of which different ones can be asked for at once. */
const kindsOf = (claims: ClaimsRequest): string[] =>
  ['nbf', 'acrs'].filter((kind) => valuesOf(claims, kind).length > 0)

const oneQuestionForAll: TabsInvariant = {
  name: 'different challenges that wait in a tab are one question',
  violations: ({ prompts, requests }) =>
    prompts.flatMap(({ tab, at, claims, waiting }) => {
      if (!claims) return []
      // A call that has been given a token since waits for no person.
      const answeredAt = requests
        .filter((request) => request.tab === tab && request.isDone)
        .map(({ endedAt = 0 }) => endedAt)
      const isAnswered = (since: number) => answeredAt.some((end) => end > since && end <= at)
      const asked = kindsOf(claims)
      // Two authentication contexts are two questions, and what was put together with one waits with it.
      const contexts = new Set(waiting.flatMap(({ demand }) => valuesOf(demand, 'acrs')))
      if (contexts.size > 1) return []
      const missing = waiting
        .filter(({ since }) => since < at - 1000 && !isAnswered(since))
        .flatMap(({ demand }) => kindsOf(demand))
        .filter((kind) => !asked.includes(kind))
      return missing.length > 0 ? [`the popup of ${tab.name} at ${at} asks not for ${missing}`] : []
    }),
}

const nobodyIsAskedInVain: TabsInvariant = {
  name: 'the user is not asked for what they have confirmed, in whichever tab',
  violations: ({ prompts, isShared, hasLocks }) =>
    prompts
      .filter(({ isNeeded }) => isShared && hasLocks && isNeeded === false)
      .map(({ tab, at }) => `the popup of ${tab.name} at ${at} is not needed`),
}

const clicksCount: TabsInvariant = {
  name: 'a click after a refusal counts: what is called then is asked for again',
  violations: ({ calls, acts, declines }) =>
    calls.flatMap(({ number, tab, at, settledAt = at, error }) => {
      if (Object(error).code !== 'interaction_required') return []
      const act = acts.findLast((each) => each.tab === tab && each.at < at)
      // Another tab may hear of it a second later, which is sooner than a person is there.
      const isDeclined = declines.some(
        (each) => each.at >= (act?.at ?? 0) - 1000 && each.at <= settledAt,
      )
      return isDeclined ? [] : [`call ${number} of ${tab.name} fails with ${error}`]
    }),
}

const refusalsCount: TabsInvariant = {
  name: 'the user is not asked again for what they have just declined, unless they act',
  violations: ({ prompts, acts, hasForgotten }) =>
    prompts.flatMap(({ tab, kind, at, waiting }, index) => {
      if (hasForgotten) return []
      const earlier = prompts
        .slice(0, index)
        .filter(
          ({ outcome, endedAt = at }) =>
            outcome !== undefined &&
            outcome !== 'allowed' &&
            endedAt < at - 100 &&
            endedAt > at - 50_000,
        )
      const isDeclined = (demand: ClaimsRequest) =>
        earlier.some((prompt) => covers(prompt, demand) && !hasActed(tab, prompt.endedAt))
      const hasActed = (who: typeof tab, since = 0) =>
        acts.some((act) => act.tab === who && act.at > since)
      return waiting.length > 0 && waiting.every(({ demand }) => isDeclined(demand))
        ? [`the ${kind} of ${tab.name} at ${at} asks again`]
        : []
    }),
}

const covers = ({ claims = {} }: Prompt, demand: ClaimsRequest): boolean => {
  const [wanted, asked] = [demand, claims].map((each) => JSON.stringify(each.access_token ?? {}))
  return wanted === asked
}

const equalChallengesAreOneRequest: TabsInvariant = {
  name: 'equal challenges are one token request, in whichever tabs',
  violations: ({ requests, stops, isShared, hasLocks }) =>
    requests.flatMap((one, index) =>
      requests.slice(index + 1).flatMap((other) => {
        const isBeside =
          one.tab !== other.tab && other.at < (one.endedAt ?? Number.POSITIVE_INFINITY)
        const isEqual = one.claims === other.claims && one.claims !== ''
        // Whoever stands still is not waited for without end.
        const hasStopped = stops.some(({ at }) => at <= other.at)
        const hasTurn = one.hasTurn || other.hasTurn
        return isShared && hasLocks && isBeside && isEqual && !hasStopped && !hasTurn
          ? [`${one.tab.name} at ${one.at} and ${other.tab.name} at ${other.at} ask the same`]
          : []
      }),
    ),
}

const nothingIsLeft: TabsInvariant = {
  name: 'nothing is left: no lock, channel, listener, timer, element or entry',
  violations: ({ left }) => left,
}

export const tabsInvariants: readonly TabsInvariant[] = [
  ...[
    everyCallSettles,
    nobodyIsHeld,
    onlyTheUserFailsCalls,
    onePromptAtATime,
    promptsAreSeen,
    oneQuestionForAll,
  ],
  ...[nobodyIsAskedInVain, clicksCount, refusalsCount, equalChallengesAreOneRequest, nothingIsLeft],
]
