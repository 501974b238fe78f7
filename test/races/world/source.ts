import {
  type AccessToken,
  isCaeError,
  type TokenRequest,
  type TokenSource,
  type UserQuestion,
} from '@caefetch/core'
import type { Entra, Verdict } from './entra.ts'
import type { Fate, Inbox, Pending } from './inbox.ts'
import {
  type IssuedToken,
  type Ledger,
  needOf,
  sessionOf,
  type TokenRequestRecord,
} from './ledger.ts'

export interface SourceOptions {
  /** Whether the user can be asked. */
  hasUser: boolean
}

export interface AccountsSource {
  source: TokenSource
  /** Accounts have come or gone. */
  tellAccounts(): void
}

const failures = {
  transient: { name: 'ServerError', errorCode: 'temporarily_unavailable' },
  failed: { name: 'ServerError', errorCode: 'invalid_client' },
  person: { name: 'InteractionRequiredAuthError', errorCode: 'interaction_required' },
  denied: { name: 'BrowserAuthError', errorCode: 'user_cancelled' },
}

const errorOf = (kind: keyof typeof failures, claims?: object): Error =>
  Object.assign(new Error(kind), failures[kind], claims && { claims: JSON.stringify(claims) })

/**
 * What an adapter is to the pipeline. It does not heed `signal`, and answers late. The fates of a silent
 * request: 0, what Entra says; 1, a failure that passes; 2, one that does not; 3, another account's token;
 * 4, Entra
 * decides, and the answer comes later; the second time, never. Those of a question: 0, the user sees it, and then answers; 1, denies; 2, it is asked
 * a second time; 3, another user answers.
 */
export function createAccountsSource(
  ledger: Ledger,
  inbox: Inbox,
  entra: Entra,
  { hasUser }: SourceOptions,
): AccountsSource {
  let listener = (_isPresent: (account: string) => boolean): void => {}

  function writeDown(request: TokenRequest, kind: TokenRequestRecord['kind']) {
    const record: TokenRequestRecord = {
      at: ledger.now(),
      kind,
      account: request.accountId,
      scopes: request.scopes.join(' '),
      epoch: ledger.calls[Number(new URL(request.url).searchParams.get('call')) - 1]?.epoch ?? 0,
      interaction: request.interaction,
      claims: request.claims,
      rejectedToken: request.rejectedToken,
      forceRefresh: request.forceRefresh ?? false,
      isShared: ledger.isShared,
      on: Date.now(),
      isFromCache: false,
    }
    ledger.requests.push(record)
    request.signal?.addEventListener('abort', () => {
      record.abortedAt ??= ledger.now()
      // Only caefetch's own bound has an error of its own as the reason.
      if (isCaeError(request.signal?.reason)) record.failure = 'timeout'
    })
    return record
  }

  function answerOf(record: TokenRequestRecord, token: IssuedToken): AccessToken {
    record.endedAt = ledger.now()
    record.answer = token
    const { value, account, expiresOn } = token
    return {
      token: value,
      expiresOn,
      refreshOn: expiresOn - 1_800_000,
      ...(account !== undefined && { accountId: account }),
      ...(record.isFromCache && { fromCache: true }),
    }
  }

  function failureOf(
    record: TokenRequestRecord,
    failure: keyof typeof failures,
    claims?: TokenRequest['claims'],
  ): Error {
    record.endedAt = ledger.now()
    record.failure ??= failure
    if (claims) record.errorClaims = claims
    return errorOf(failure, claims)
  }

  /** Notes which of the calls that wait could have had nothing without a person. */
  function noteNeeds(record: TokenRequestRecord): void {
    for (const call of ledger.matched) {
      if (call.settledAt !== undefined || sessionOf(call) !== sessionOf(record)) continue
      call.hasNeededPerson ||= needOf(call).some((need) => entra.needsPerson(call.account, need))
    }
  }

  const stranger = (account: string | undefined): string =>
    account === 'bob@home' ? 'ann@home' : 'bob@home'

  function getToken(request: TokenRequest): Promise<AccessToken> {
    const record = writeDown(request, 'silent')
    const { promise, resolve, reject } = Promise.withResolvers<AccessToken>()
    const { account, scopes } = record
    let decided: Verdict | undefined

    function say(verdict: Verdict): void {
      if ('needsPerson' in verdict) {
        noteNeeds(record)
        // What was decided before may be true no more.
        if (decided) record.failure = 'late'
        reject(failureOf(record, 'person', verdict.claims))
      } else {
        record.isFromCache = verdict.isFromCache
        resolve(answerOf(record, verdict.token))
      }
    }

    inbox.add({
      kind: 'token',
      label: () => `token request of ${account} ${scopes} for ${JSON.stringify(record.claims)}`,
      isReady: () => true,
      happen(fate) {
        if (fate === 1) reject(failureOf(record, 'transient'))
        else if (fate === 2 || (fate === 3 && account === undefined))
          reject(failureOf(record, 'failed'))
        else if (fate === 3) {
          record.failure = 'stranger'
          resolve(answerOf(record, entra.issue(stranger(account), scopes, {})))
        } else if (fate === 4 && !decided) {
          decided = entra.decide(record)
          return false
        } else if (fate !== 4) say(decided ?? entra.decide(record))
        return true
      },
    })
    return promise
  }

  function askUser(question: UserQuestion): Promise<AccessToken> {
    const record = writeDown(question, 'user')
    const { promise, resolve, reject } = Promise.withResolvers<AccessToken>()
    const { account, scopes } = record
    let isOpen = false

    function happen(fate: Fate): boolean {
      if (!isOpen || fate === 2) {
        isOpen = true
        record.claims = question.takeClaims()
        return false
      }
      const claims = record.claims ?? {}
      if (fate === 0) resolve(answerOf(record, entra.answerPerson(account, scopes, claims)))
      else if (fate === 3 && account !== undefined) {
        record.failure = 'stranger'
        resolve(answerOf(record, entra.issue(stranger(account), scopes, claims)))
      } else reject(failureOf(record, 'denied'))
      return true
    }

    const pending: Pending = {
      kind: 'question',
      label: () => `question of ${account} ${scopes} for ${JSON.stringify(record.claims)}`,
      isReady: () => true,
      happen,
    }
    inbox.add(pending)
    question.signal?.addEventListener('abort', () => {
      inbox.remove(pending)
      record.endedAt ??= ledger.now()
      reject(question.signal?.reason)
    })
    return promise
  }

  return {
    source: {
      clientCapabilities: ['CP1'],
      interaction: 'popup',
      accountId: (cae) => (typeof cae?.account === 'string' ? cae.account : entra.active()),
      onAccountsChange(added) {
        listener = added
      },
      getToken,
      shareAs: ({ claims }) => (claims?.id_token ? undefined : 'client'),
      ...(hasUser && { askUser }),
    },
    tellAccounts: () => listener(entra.isPresent),
  }
}
