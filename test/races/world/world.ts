import { createAuthorizer } from '@caefetch/core'
import { vi } from 'vitest'
import { createApi } from './api.ts'
import { replayLimit } from './bodies.ts'
import { makeCall, resourcesWith } from './call.ts'
import { createEntra, type Entra } from './entra.ts'
import { createInbox, type Fate, type Inbox } from './inbox.ts'
import {
  type AccountId,
  type CallRecord,
  type CallSpec,
  createLedger,
  type Ledger,
  needOf,
  sessionOf,
} from './ledger.ts'
import { createNetwork } from './network.ts'
import { createReader } from './reader.ts'
import { createShare } from './share.ts'
import { createAccountsSource } from './source.ts'

export interface WorldOptions {
  hasUser: boolean
  maxChallenges: number
  /** Whether replicas share tokens. */
  isShared: boolean
}

/** A page of code, caefetch, its provider and its APIs, where nothing happens unless it is let. */
export interface World {
  ledger: Ledger
  call(spec: CallSpec): CallRecord
  /** Lets what is under way happen, by its place in the order of beginning; says what that was. */
  let(place: number, fate: Fate): string
  abort(place: number): string
  revoke(account: AccountId, isLocked: boolean): void
  signOut(account: AccountId): void
  signIn(account: AccountId): void
  renewElsewhere(account: AccountId): void
  pass(milliseconds: number): void
  /** Lets everything happen that needs nobody to let it. */
  quiet(): Promise<void>
  /** Lets all happen that is under way, well, the silent things first. */
  finish(): Promise<void>
}

/** Lets everything happen that needs nobody to let it. */
async function quiet(isBusy: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3 || isBusy(); turn++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export function createWorld({ hasUser, maxChallenges, isShared }: WorldOptions): World {
  const ledger = createLedger(maxChallenges, isShared)
  const inbox = createInbox()
  const entra = createEntra(ledger)
  const api = createApi(ledger)
  const accounts = createAccountsSource(ledger, inbox, entra, { hasUser })
  const network = createNetwork(ledger, inbox, api)
  function noteNeed(call: CallRecord): void {
    call.hasNeededPerson ||= needOf(call).some((need) => entra.needsPerson(call.account, need))
  }
  let lastActive: string | undefined
  async function settle(): Promise<void> {
    await quiet(network.isBusy)
    ledger.restedAt = ledger.now()
  }
  const authorizer = createAuthorizer(accounts.source, {
    resources: resourcesWith(createReader(ledger, inbox)),
    ...(isShared && { share: createShare(ledger, inbox, entra) }),
    maxChallenges,
    maxReplayBytes: replayLimit,
    fetch: network.fetch,
    onEvent(event) {
      if ('callId' in event) ledger.matched[event.callId - 1]?.events.push(event)
    },
  })
  return {
    ledger,
    call(spec) {
      const active = entra.active()
      // That the account of calls that name none is another one is noticed by such a call.
      if (!spec.account && spec.origin !== 'elsewhere' && !spec.part && active !== lastActive) {
        ledger.changes.push({ at: ledger.now(), kind: 'switch', account: String(lastActive) })
        lastActive = active
      }
      return makeCall(spec, authorizer, network.fetch, active, ledger, inbox, noteNeed)
    },
    let(place, fate) {
      const all = inbox.all()
      const pending = all[place % all.length]
      return pending ? inbox.let(pending, fate) : 'nothing'
    },
    abort(place) {
      const open = ledger.calls.filter(({ settledAt }) => settledAt === undefined)
      const call = open[place % open.length]
      if (!call) return 'nobody'
      call.abortedAt ??= ledger.now()
      call.reason ??= new Error(`call ${call.number} is over`)
      call.controller.abort(call.reason)
      return `call ${call.number}`
    },
    revoke(account, isLocked) {
      api.revoke(account)
      if (isLocked) entra.lock(account)
    },
    signOut(account) {
      entra.signOut(account)
      accounts.tellAccounts()
    },
    signIn(account) {
      entra.signIn(account)
      accounts.tellAccounts()
    },
    renewElsewhere(account) {
      entra.renewElsewhere(account, 'a.read')
    },
    pass: (milliseconds) => void vi.advanceTimersByTime(milliseconds),
    quiet: settle,
    finish: () => finish(ledger, inbox, entra, settle),
  }
}

/** More than any run needs: a call that has not settled by then never will. */
const mostRounds = 1000

async function finish(
  ledger: Ledger,
  inbox: Inbox,
  entra: Entra,
  settle: World['quiet'],
): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    await settle()
    noteUnheeded(ledger)
    const ready = inbox.all().filter((pending) => pending.isReady())
    const silent = ready.find(({ kind }) => kind !== 'question')
    const [question] = ready
    if (silent) ledger.story.push(inbox.let(silent, 0))
    else if (vi.getTimerCount() > 0) vi.advanceTimersToNextTimer()
    else if (question) {
      noteWaiting(ledger, entra)
      ledger.story.push(inbox.let(question, 0))
    } else return
  }
}

function see(ledger: Ledger, invariant: string, text: string): void {
  ledger.seen.set(invariant, [...(ledger.seen.get(invariant) ?? []), text])
}

/**
 * Whether a person is asked for what was needed, and may be no more: the account was unlocked meanwhile, or
 * the request that would have told had failed for another reason.
 */
const isEased = ({ requests, changes, lateShares }: Ledger, call: CallRecord): boolean =>
  lateShares.has(`${call.account} ${call.scopes}`) ||
  changes.some(({ kind, account }) => kind === 'sign-in' && account === call.account) ||
  requests.some(
    ({ failure, ...request }) =>
      failure !== undefined && failure !== 'person' && sessionOf(request) === sessionOf(call),
  )

/** Nothing can happen any more that is not a person's to do. */
function noteWaiting(ledger: Ledger, entra: Entra): void {
  for (const call of ledger.matched) {
    if (call.settledAt !== undefined || call.hasNeededPerson || isEased(ledger, call)) continue
    const isSilent = needOf(call).every((need) => !entra.needsPerson(call.account, need))
    if (isSilent) see(ledger, 'waiting', `call ${call.number} waits for a person it does not need`)
  }
}

function noteUnheeded(ledger: Ledger): void {
  for (const { number, abortedAt, settledAt } of ledger.calls) {
    if (abortedAt === undefined || settledAt !== undefined) continue
    see(ledger, 'abort', `call ${number} is aborted, and waits on`)
  }
}
