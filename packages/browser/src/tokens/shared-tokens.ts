import type { TokenRequest } from '@caefetch/core'
import { hash } from '../hash.ts'
import { announce, announceBriefly, announced, createAuthor } from '../tabs/announcements.ts'

/** Whose token it is, and what for. */
type Target = Pick<TokenRequest, 'accountId' | 'scopes'>
type Demand = Target & Pick<TokenRequest, 'claims' | 'rejectedToken'>

/** What tabs that share MSAL's cache tell each other of tokens: that there is one, or that the user is needed. */
export interface SharedTokens {
  /** What tabs that need the same token take turns by. */
  nameOf(target: Target): string
  /** Tells for a moment that there is a new token for the claims. */
  tell(demand: Demand, token: string): Promise<void>
  /** The hashes of tokens just got in place of the rejected one; with `isExact` for the same claims. */
  told(demand: Demand, isExact: boolean): Promise<readonly string[]>
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
  const hashOfClaims = ({ claims = {} }: Demand) => hash(JSON.stringify(claims))
  const unmetName = (demand: Demand) => `${nameOf(demand)} unmet ${hashOfClaims(demand)} `

  function takeBackUnmet(demand: Demand): void {
    const name = unmetName(demand)
    for (const each of own) if (each.name === name) each.takeBack()
    own = own.filter((each) => each.name !== name)
  }

  return {
    nameOf,
    takeBackUnmet,
    async tell(demand, token) {
      await announceBriefly(`${nameOf(demand)} got ${hash(token)} ${hashOfClaims(demand)}`)
    },
    async told(demand, isExact) {
      const rejected = hash(demand.rejectedToken)
      const wanted = hashOfClaims(demand)
      return (await announced(`${nameOf(demand)} got `))
        .map((got) => got.split(' '))
        .filter(([token, claims]) => token !== rejected && (claims === wanted || !isExact))
        .map(([token = '']) => token)
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
