import type { Call } from './call.ts'
import { createQuestions } from './questions.ts'
import type { Scopes } from './resources.ts'
import { createSession, type Session } from './session.ts'
import type { RequestToken } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'

/**
 * The session of a call: that of its account and its scopes; of a call that goes on, that of the account
 * which it had before.
 */
export type SessionFor = (scopes: Scopes, call: Call, earlier?: Session) => Session

/**
 * Keeps sessions by account and scopes. What is held for the account of calls that name none is dropped
 * when they are for another one; what is held for an account that has signed out, as soon as it has.
 */
export function createSessions(
  tokens: TokenSource,
  requestToken: RequestToken,
  maxChallenges: number,
): SessionFor {
  const questions = tokens.askUser && createQuestions()
  const accounts = new Map<string | undefined, Map<string, Session>>()
  let current: string | undefined
  /** So many sessions are a reason to look for those that are not used any more. */
  let many = 64

  /** Drops what is held for an account; what runs for it goes on, and may be joined unless it is for good. */
  function drop(accountId: string | undefined, forGood: boolean): void {
    for (const session of accounts.get(accountId)?.values() ?? []) session.drop(forGood)
    if (forGood) accounts.delete(accountId)
    else sweep(accountId)
  }

  /** Forgets the sessions of an account that are not used any more; tells how many are left. */
  function sweep(accountId: string | undefined): number {
    const sessions = accounts.get(accountId) ?? new Map<string, Session>()
    for (const [key, session] of sessions) if (session.isIdle()) sessions.delete(key)
    if (sessions.size === 0) accounts.delete(accountId)
    return sessions.size
  }

  tokens.onAccountsChange?.((isPresent) => {
    for (const accountId of accounts.keys()) {
      if (accountId !== undefined && !isPresent(accountId)) drop(accountId, true)
    }
  })

  return ({ list, key }, { cae }, earlier) => {
    if (earlier?.isGone()) return earlier
    const { accountId } = earlier ?? { accountId: tokens.accountId?.(cae) }
    if (!earlier && cae?.account === undefined && accountId !== current) {
      drop(current, false)
      current = accountId
    }
    const sessions = accounts.get(accountId) ?? new Map<string, Session>()
    const known = sessions.get(key)
    if (known) return known
    if (--many === 0) {
      many = 64
      for (const account of accounts.keys()) many += sweep(account)
    }
    const session = createSession(
      { scopes: list, accountId },
      requestToken,
      questions,
      maxChallenges,
    )
    accounts.set(accountId, sessions.set(key, session))
    return session
  }
}
