import type { Call } from './call.ts'
import { createQuestions } from './questions.ts'
import type { Scopes } from './resources.ts'
import { createSession, type Session } from './session.ts'
import type { TokenRequests } from './token-requests.ts'
import type { TokenSource } from './token-source.ts'

/** The session of a call: that of its account and its scopes. */
export type SessionFor = (scopes: Scopes, call: Call) => Session

/**
 * Keeps sessions by account and scopes. What is held for the account of calls that name none is dropped
 * when they are for another one; what is held for an account that has signed out, as soon as it has.
 */
export function createSessions(
  tokens: TokenSource,
  requests: TokenRequests,
  maxChallenges: number,
): SessionFor {
  const questions = tokens.askUser && createQuestions()
  const accounts = new Map<string | undefined, Map<string, Session>>()
  let current: string | undefined
  /** So many sessions are a reason to look for those that are not used any more. */
  let many = 64

  function drop(accountId: string | undefined, forGood: boolean): void {
    const sessions = accounts.get(accountId)
    for (const session of sessions?.values() ?? []) session.drop(forGood)
    if (forGood) accounts.delete(accountId)
    else sweep()
  }

  function sweep(): number {
    let left = 0
    for (const [accountId, sessions] of accounts) {
      for (const [key, session] of sessions) if (session.isIdle()) sessions.delete(key)
      if (sessions.size === 0) accounts.delete(accountId)
      left += sessions.size
    }
    return left
  }

  tokens.onAccountsChange?.((isPresent) => {
    for (const accountId of accounts.keys()) {
      if (accountId !== undefined && !isPresent(accountId)) drop(accountId, true)
    }
  })

  return ({ list, key }, { cae }) => {
    const accountId = tokens.accountId?.(cae)
    if (cae?.account === undefined && accountId !== current) {
      drop(current, false)
      current = accountId
    }
    const sessions = accounts.get(accountId) ?? new Map<string, Session>()
    const known = sessions.get(key)
    if (known) return known
    if (--many === 0) many = 64 + sweep()
    const session = createSession({ scopes: list, accountId }, requests, questions, maxChallenges)
    accounts.set(accountId, sessions.set(key, session))
    return session
  }
}
