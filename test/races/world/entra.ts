import type { ClaimsRequest } from '@caefetch/core'
import { isNothing, valuesOf } from './claims.ts'
import { type AccountId, type IssuedToken, type Ledger, stampOf } from './ledger.ts'

/** What the provider says to a request. */
export type Verdict =
  | { token: IssuedToken; isFromCache: boolean }
  | { needsPerson: true; claims: ClaimsRequest | undefined }

/** An identity provider, with the cache that stands before it in an application. */
export interface Entra {
  isPresent(account: string | undefined): boolean
  active(): string | undefined
  /** Whether nobody but a person can have a token for such a demand. */
  needsPerson(account: string | undefined, claims: ClaimsRequest): boolean
  decide(request: {
    account: string | undefined
    scopes: string
    claims: ClaimsRequest | undefined
    rejectedToken: string | undefined
    forceRefresh: boolean
  }): Verdict
  /** A token that a person has got. */
  answerPerson(account: string | undefined, scopes: string, claims: ClaimsRequest): IssuedToken
  issue(account: string | undefined, scopes: string, claims: ClaimsRequest): IssuedToken
  signIn(account: AccountId): void
  signOut(account: AccountId): void
  /** Ends the session of the account: nothing goes on without its user. */
  lock(account: AccountId): void
  /** Another tab or process has had a token. */
  renewElsewhere(account: AccountId, scopes: string): void
}

const accountIds: readonly AccountId[] = ['ann@home', 'ann@guest', 'bob@home']

const lifetime = 3_600_000

export function createEntra(ledger: Ledger): Entra {
  const present = new Set<string>(accountIds)
  const locked = new Set<string>()
  const contexts = new Set<string>()
  const cache = new Map<string, IssuedToken>()
  let active: string | undefined = 'ann@home'

  function issue(account: string | undefined, scopes: string, claims: ClaimsRequest): IssuedToken {
    const issuedAt = ledger.now()
    const token: IssuedToken = {
      value: `token-${issuedAt}`,
      issuedAt,
      stamp: stampOf(issuedAt),
      account,
      scopes,
      claims,
      issuedOn: Date.now(),
      expiresOn: Date.now() + lifetime,
    }
    ledger.tokens.set(token.value, token)
    if (account && present.has(account)) cache.set(`${account} ${scopes}`, token)
    return token
  }

  /** Who is told that accounts have changed hears of all that are not there. */
  function noteAbsent(): void {
    for (const account of accountIds) {
      if (!present.has(account))
        ledger.changes.push({ at: ledger.now(), kind: 'sign-out', account })
    }
  }

  const isDone = (account: string, context: string): boolean =>
    context !== 'c2' || contexts.has(`${account} c2`)

  function needsPerson(account: string | undefined, claims: ClaimsRequest): boolean {
    if (account === undefined || !present.has(account) || locked.has(account)) return true
    const wanted = valuesOf(claims, 'acrs')
    return wanted.length > 0 && !wanted.some((context) => isDone(account, context))
  }

  /** Of several contexts the first that can be had is what a token gets. */
  function grantedOf(account: string | undefined, claims: ClaimsRequest): ClaimsRequest {
    const wanted = valuesOf(claims, 'acrs')
    const [context] = wanted.filter((each) => isDone(String(account), each))
    if (wanted.length < 2 || !context) return claims
    return {
      ...claims,
      access_token: { ...claims.access_token, acrs: { essential: true, value: context } },
    }
  }

  return {
    isPresent: (account) => account !== undefined && present.has(account),
    active: () => active,
    needsPerson,
    issue,
    decide({ account, scopes, claims = {}, rejectedToken, forceRefresh }) {
      const cached = cache.get(`${account} ${scopes}`)
      const isPlain = isNothing(claims) && !forceRefresh
      const isUsable =
        cached &&
        cached.expiresOn > Date.now() &&
        cached.value !== rejectedToken &&
        (isPlain || (rejectedToken !== undefined && !forceRefresh))
      const isHere = account !== undefined && present.has(account)
      if (isUsable && isHere) return { token: cached, isFromCache: !isPlain }
      if (needsPerson(account, claims)) {
        const policy = { access_token: { capolids: { essential: true, values: ['p1'] } } }
        return {
          needsPerson: true,
          claims: valuesOf(claims, 'acrs').length > 0 ? policy : undefined,
        }
      }
      return { token: issue(account, scopes, grantedOf(account, claims)), isFromCache: false }
    },
    answerPerson(account, scopes, claims) {
      for (const context of valuesOf(claims, 'acrs')) contexts.add(`${account} ${context}`)
      locked.delete(String(account))
      present.add(String(account))
      return issue(account, scopes, grantedOf(account, claims))
    },
    signIn(account) {
      ledger.changes.push({ at: ledger.now(), kind: 'sign-in', account })
      present.add(account)
      locked.delete(account)
      active = account
      noteAbsent()
    },
    signOut(account) {
      present.delete(account)
      for (const key of cache.keys()) if (key.startsWith(`${account} `)) cache.delete(key)
      for (const key of contexts) if (key.startsWith(`${account} `)) contexts.delete(key)
      if (active === account) active = undefined
      noteAbsent()
    },
    lock: (account) => {
      locked.add(account)
    },
    renewElsewhere(account, scopes) {
      if (!needsPerson(account, {})) issue(account, scopes, {})
    },
  }
}
