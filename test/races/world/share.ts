import { type AccessToken, isCaeError, type ShareRequest, type TokenShare } from '@caefetch/core'
import type { Entra } from './entra.ts'
import type { Inbox } from './inbox.ts'
import type { IssuedToken, Ledger } from './ledger.ts'

const accessOf = ({ value, account, expiresOn }: IssuedToken): AccessToken => ({
  token: value,
  expiresOn,
  ...(account !== undefined && { accountId: account }),
  fromCache: true,
})

/**
 * What replicas share tokens by. Its fates: 0, it has what another replica has published, or this one asks
 * and publishes; 1, it is out of order; 2, another replica has just got one; 3, what it has cannot be read;
 * 4, another replica has the lease.
 */
export function createShare(ledger: Ledger, inbox: Inbox, entra: Entra): TokenShare {
  const published = new Map<string, IssuedToken>()

  function publish(entry: string, token: IssuedToken): void {
    token.isShared = true
    published.set(entry, token)
  }

  return {
    getToken({ client, accountId, scopes, rejectedToken, signal, report }, ask) {
      const entry = JSON.stringify([client, accountId, scopes])
      const { promise, resolve, reject } = Promise.withResolvers<AccessToken>()
      let isWaiting = false
      signal?.addEventListener('abort', () => {
        if (isCaeError(signal.reason)) ledger.lateShares.add(`${accountId} ${scopes.join(' ')}`)
      })

      async function askAndPublish(): Promise<void> {
        const access = await ask()
        const token = ledger.tokens.get(access.token)
        if (token) publish(entry, token)
        resolve(access)
      }

      function take(): void {
        const token = published.get(entry)
        const isAnswer = token && token.value !== rejectedToken && token.expiresOn > Date.now()
        if (isAnswer && !signal?.aborted) resolve(accessOf(token))
        else askAndPublish().catch(reject)
      }

      inbox.add({
        kind: 'share',
        label: () => `the share, for ${accountId} ${scopes.join()}`,
        isReady: () => true,
        happen(fate) {
          if (fate === 4 && !isWaiting) {
            isWaiting = true
            return false
          }
          if (signal?.aborted) reject(signal.reason)
          else if (fate === 1 || fate === 3) {
            report?.(problems[fate])
            askAndPublish().catch(reject)
          } else {
            const isPossible = accountId !== undefined && !entra.needsPerson(accountId, {})
            if (fate === 2 && isPossible) {
              publish(entry, entra.issue(accountId, scopes.join(' '), {}))
            }
            take()
          }
          return true
        },
      })
      return promise
    },
  }
}

const problems: Record<1 | 3, Parameters<NonNullable<ShareRequest['report']>>[0]> = {
  1: { code: 'share_unavailable', message: 'It is away.' },
  3: { code: 'share_unreadable', message: 'It cannot be read.' },
}
