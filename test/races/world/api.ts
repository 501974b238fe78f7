import { type ClaimsRequest, encodeClaims, formatChallenge } from '@caefetch/core'
import { standingBody } from '../../fakes/unkind-api.fixture.ts'
import { acrs, hasAskedFor, nbf } from './claims.ts'
import {
  type AccountId,
  type IssuedToken,
  type Ledger,
  type Path,
  type Refusal,
  stampOf,
} from './ledger.ts'

/** What an API makes of a call with a token. */
export interface Api {
  /** The answer, and what it asks for; undefined where the call is let in. */
  judge(path: Path, token: IssuedToken | undefined): Omit<Refusal, 'at'> | undefined
  /** Tokens of the account from before now are refused from now on. */
  revoke(account: AccountId): void
}

type Param = [name: string, value: string]

const header = (...params: Param[]): string =>
  formatChallenge({ scheme: 'Bearer', params: Object.fromEntries(params) })

const claimsHeader = (claims: ClaimsRequest): string =>
  header(['realm', ''], ['error', 'insufficient_claims'], ['claims', encodeClaims(claims)])

export function createApi(ledger: Ledger): Api {
  const revoked = new Map<string, number>()
  let refusals = 0

  function refuse(
    demand: ClaimsRequest | undefined,
    challenges: string[],
    { status = 401, url }: { status?: number; url?: string } = {},
  ): ReturnType<Api['judge']> {
    const text = challenges.join(', ')
    // Bodies that stand still are as usual as others.
    const standing = standingBody()
    const body = [standing.body, 'refused', null][refusals++ % 3] ?? null
    const headers = new Headers(text ? { 'www-authenticate': text } : {})
    const response = new Response(body, { status, headers })
    if (url) Object.defineProperty(response, 'url', { value: url })
    const isLetGo = () =>
      body === null || (body === standing.body ? standing.isCancelled() : response.bodyUsed)
    return { response, status, demand, text, isLetGo }
  }

  const refuseFor = (claims: ClaimsRequest, status = 401) =>
    refuse(claims, [claimsHeader(claims)], { status })

  const invalidToken = () => refuse({}, [header(['error', 'invalid_token'])])

  return {
    judge(path, token) {
      if (!token || token.expiresOn <= Date.now()) return invalidToken()
      const since = revoked.get(String(token.account)) ?? 0
      if (token.stamp < since) return refuseFor(nbf(since))
      const has = (context: string): boolean => hasAskedFor(token.claims, acrs(context))
      switch (path) {
        case 'open':
          return undefined
        case 'c1':
        case 'c2':
          return has(path) ? undefined : refuseFor(acrs(path))
        case 'forbidden-c1':
          return has('c1') ? undefined : refuseFor(acrs('c1'), 403)
        case 'either':
          // Two challenges in one response: either will do.
          if (has('c1') || has('c2')) return undefined
          return refuse(acrs('c1', 'c2'), [claimsHeader(acrs('c1')), claimsHeader(acrs('c2'))])
        case 'step-up':
          if (has('c1')) return undefined
          return refuse(acrs('c1'), [
            header(['error', 'insufficient_user_authentication'], ['acr_values', 'c1']),
          ])
        case 'aged': {
          if (Date.now() - token.issuedOn < 60_000) return undefined
          const signedInAfter = Math.floor(Date.now() / 1000) - 60
          return refuse(nbf(signedInAfter), [
            header(['error', 'insufficient_user_authentication'], ['max_age', '60']),
          ])
        }
        case 'never':
          return refuseFor(acrs('c9'))
        case 'moving':
          return refuseFor(nbf(stampOf(ledger.now()) + 1_000_000))
        case 'refusing':
          return invalidToken()
        case 'forbidden':
          return refuse(undefined, [], { status: 403 })
        case 'broken':
          return refuse(undefined, [], { status: 500 })
        case 'told-in-body':
          // What it asks for is known when somebody has read it.
          return has('c1') ? undefined : refuse(undefined, [], { status: 400 })
        case 'silent-401':
          return refuse(undefined, [])
        case 'away':
          return refuse(undefined, [claimsHeader(acrs('c2'))], { url: 'https://evil.example/' })
      }
    },
    revoke(account) {
      revoked.set(account, stampOf(ledger.now()))
    },
  }
}
