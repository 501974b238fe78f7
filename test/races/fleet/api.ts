import { encodeClaims, type FetchLike, formatChallenge } from '@caefetch/core'
import type { Actor, Clock } from '../time/clock.ts'
import { acrs, hasAskedFor, nbf } from '../world/claims.ts'
import type { Account, Ledger } from './ledger.ts'

export const place = 'https://api.example/'

/** What the API makes of the calls of a replica. */
export function createApi(clock: Clock, ledger: Ledger) {
  const actor = clock.actor('api')

  function demandOf(path: string, value: string | undefined) {
    const token = value === undefined ? undefined : ledger.tokens.get(value)
    if (!token || token.expiresAt <= clock.now()) return {}
    const cutoff = ledger.cutoffs.findLast(({ account }) => account === token.account)?.at ?? -1
    if (token.issuedAt <= cutoff) return nbf(cutoff)
    if (path !== 'open' && !hasAskedFor(token.claims, acrs(path))) return acrs(path)
    return undefined
  }

  const fetchOf =
    (replica: Actor): FetchLike =>
    (input, init) => {
      const [path = '', number = ''] = String(input).slice(place.length).split('/')
      const call = ledger.calls[Number(number) - 1]
      const value = new Headers(init?.headers).get('authorization')?.split(' ')[1]
      if (!call) throw new Error(`A send of no call: ${input}`)
      const { promise, resolve } = Promise.withResolvers<Response>()
      clock.after(2 + clock.random() * 6, actor, () => {
        const demand = demandOf(path, value)
        const token = value === undefined ? undefined : ledger.tokens.get(value)
        call.sends.push({ at: clock.now(), token, demand: demand && JSON.stringify(demand) })
        const isPlain = demand && Object.keys(demand).length === 0
        const params: Record<string, string> = isPlain
          ? { error: 'invalid_token' }
          : { error: 'insufficient_claims', claims: demand ? encodeClaims(demand) : '' }
        const header = formatChallenge({ scheme: 'Bearer', params })
        clock.after(2, replica, () =>
          resolve(
            demand
              ? new Response(null, { status: 401, headers: { 'www-authenticate': header } })
              : new Response('ok'),
          ),
        )
      })
      return promise
    }

  return {
    fetchOf,
    /** Refuses tokens from before now. */
    revoke: (account: Account) => void ledger.cutoffs.push({ account, at: clock.now() }),
  }
}
