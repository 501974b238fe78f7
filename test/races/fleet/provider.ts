import type { AccessToken, ClaimsRequest, TokenRequest, TokenSource } from '@caefetch/core'
import type { Actor, Clock } from '../time/clock.ts'
import type { Account, Ledger, Token } from './ledger.ts'

/** How the provider is: how long it takes, or that it fails, or never answers. */
export type Mood = number | 'fails' | 'hangs'

export interface Provider {
  mood: Mood
  /** What a replica's MSAL is: a cache of its own, and the provider behind it. */
  sourceOf(replica: Actor): TokenSource
}

const life = 40_000

export function createProvider(clock: Clock, ledger: Ledger): Provider {
  const actor = clock.actor('provider')

  function issue(account: Account, client: string, claims: ClaimsRequest): Token {
    const number = ledger.tokens.size + 1
    const now = clock.now()
    const token = {
      ...{ value: `secret-token-${number}`, number, account, client, claims },
      ...{ issuedAt: now, expiresAt: now + life },
    }
    ledger.tokens.set(token.value, token)
    return token
  }

  const accessOf = ({ account, value, expiresAt }: Token, now: number): AccessToken => ({
    token: value,
    accountId: account,
    expiresOn: Date.now() + expiresAt - now,
    refreshOn: Date.now() + expiresAt - now - life / 2,
  })

  const provider: Provider = {
    mood: 50,
    sourceOf(replica) {
      const cache = new Map<string, Token>()
      const client = 'client'

      async function getToken(request: TokenRequest): Promise<AccessToken> {
        const account = request.accountId as Account
        const { claims, forceRefresh, rejectedToken } = request
        const cached = cache.get(account)
        const isUsable = cached && cached.expiresAt > clock.now() && cached.value !== rejectedToken
        const record = {
          ...{ replica, account, claims, at: clock.now() },
          ...{
            isFromCache: Boolean(isUsable && !claims && !forceRefresh),
            hasFailed: false,
            hangs: false,
          },
        }
        ledger.requests.push(record)
        const entry: (typeof ledger.requests)[number] = record
        const { promise, resolve, reject } = Promise.withResolvers<AccessToken>()
        const { mood } = provider
        if (record.isFromCache && cached) return accessOf(cached, clock.now())
        if (mood === 'hangs') {
          entry.hasFailed = entry.hangs = true
          request.signal?.addEventListener('abort', () => reject(request.signal?.reason))
          return promise
        }
        const takes = typeof mood === 'number' ? mood * (0.8 + clock.random() * 0.4) : 30
        clock.after(takes / 2, actor, () => {
          const token = mood === 'fails' ? undefined : issue(account, client, claims ?? {})
          clock.after(takes / 2, replica, () => {
            entry.endedAt = clock.now()
            if (token) {
              cache.set(account, token)
              return resolve(accessOf(token, clock.now()))
            }
            entry.hasFailed = true
            reject(Object.assign(new Error('no'), { errorCode: 'invalid_client' }))
          })
        })
        return promise
      }

      return {
        clientCapabilities: ['cp1'],
        accountId: (cae) => String(cae?.account),
        shareAs: () => client,
        getToken,
      }
    },
  }
  return provider
}
