import type { TokenRequest } from '@caefetch/core'
import { hash } from '../hash.ts'
import { announce, announceBriefly, announced, createAuthor } from '../tabs/announcements.ts'

/** Whose token it is, and what for. */
type Target = Pick<TokenRequest, 'accountId' | 'scopes'>
type Demand = Target & Pick<TokenRequest, 'claims'>

/** What tabs that share MSAL's cache tell each other of tokens: that there is one, or that the user is needed. */
export interface SharedTokens {
  /** What tabs that need the same token take turns by. */
  nameOf(target: Target): string
  /** Tells for a moment that there is a new token. */
  tell(target: Target, token: string): Promise<void>
  /** Whether another tab has just got a token, other than these. */
  isTold(target: Target, known: readonly (string | undefined)[]): Promise<boolean>
  /** Tells that silence does not help: until it is taken back, or without `isAsked` for some seconds. */
  tellUnmet(demand: Demand, isAsked: boolean): Promise<void>
  takeBackUnmet(demand: Demand): void
  /** Whether another tab has found that silence does not help. */
  isUnmet(demand: Demand): Promise<boolean>
}

/** How long what silence did not help with is told before the user is asked, in milliseconds. */
const untilAsked = 5000

export function createSharedTokens(clientId: string): SharedTokens {
  let own: { name: string; takeBack: () => void }[] = []
  const author = createAuthor()
  const nameOf = ({ accountId, scopes }: Target) =>
    `caefetch.token ${hash([clientId, accountId, ...scopes].join(' '))}`
  const unmetName = (demand: Demand) =>
    `${nameOf(demand)} unmet ${hash(JSON.stringify(demand.claims ?? {}))} `

  function takeBackUnmet(demand: Demand): void {
    const name = unmetName(demand)
    for (const each of own) if (each.name === name) each.takeBack()
    own = own.filter((each) => each.name !== name)
  }

  return {
    nameOf,
    takeBackUnmet,
    async tell(target, token) {
      await announceBriefly(`${nameOf(target)} got ${hash(token)}`)
    },
    async isTold(target, known) {
      const hashes = known.map((token) => hash(token))
      const got = await announced(`${nameOf(target)} got `)
      return got.some((token) => !hashes.includes(token))
    },
    async tellUnmet(demand, isAsked) {
      const name = unmetName(demand)
      const { heard, takeBack } = announce(name + author)
      own.push({ name, takeBack })
      if (!isAsked) {
        setTimeout(() => {
          takeBack()
          own = own.filter((each) => each.takeBack !== takeBack)
        }, untilAsked)
      }
      await heard
    },
    isUnmet: async (demand) =>
      (await announced(unmetName(demand))).some((other) => other !== author),
  }
}
