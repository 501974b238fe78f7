import type { CaeFetch, CaeRequestInit, ClaimsRequest } from '@caefetch/core'
import { prepareBody } from './bodies.ts'
import { acrs } from './claims.ts'
import type { Inbox } from './inbox.ts'
import type { CallRecord, CallSpec, Ledger } from './ledger.ts'
import { callHeader } from './network.ts'

const origins: Record<CallSpec['origin'], string> = {
  a: 'https://a.example/',
  b: 'https://b.example/',
  elsewhere: 'https://elsewhere.example/',
}

export const resources = { [origins.a]: ['a.read'], [origins.b]: ['b.read'] }

const claimsOf = ({ claims }: CallSpec): ClaimsRequest | undefined =>
  claims === undefined ? undefined : claims === 'nothing' ? {} : acrs(claims)

const scopesOf = ({ origin, scopes }: CallSpec): string | undefined =>
  origin === 'elsewhere' ? undefined : `${origin}.${scopes ?? 'read'}`

/** Makes a call as a careless page does: what it gave is changed as soon as the call is made. */
export function makeCall(
  spec: CallSpec,
  caeFetch: CaeFetch,
  active: string | undefined,
  ledger: Ledger,
  inbox: Inbox,
  onSettled: (call: CallRecord) => void,
): CallRecord {
  const number = ledger.calls.length + 1
  const controller = new AbortController()
  const body = prepareBody(spec.body, number, inbox)
  const claims = claimsOf(spec)
  const scopes = scopesOf(spec)
  const { signal } = controller
  const account = spec.account ?? active
  const headers: Record<string, string> = { [callHeader]: String(number) }
  const cae: NonNullable<CaeRequestInit['cae']> = {
    ...(spec.account && { account: spec.account }),
    ...(spec.interaction && { interaction: spec.interaction }),
    ...(spec.scopes && { scopes: [`${spec.origin}.${spec.scopes}`] }),
    ...(claims && { claims }),
    ...(body.replay && { replay: body.replay }),
  }
  const method = spec.body === 'none' ? 'GET' : 'POST'
  const url = `${origins[spec.origin]}${spec.path}?call=${number}`
  const isRequest = spec.body === 'request'
  const input = isRequest
    ? new Request(url, { method, headers, body: body.record.expected, signal })
    : url
  const init: CaeRequestInit = isRequest ? { cae } : { method, headers, signal, ...body.init, cae }
  const listeners = countListeners(input instanceof Request ? input.signal : signal)
  const call: CallRecord = {
    number,
    spec,
    scopes,
    account,
    epoch: ledger.changes.filter(
      (change) => change.kind === 'sign-out' && change.account === account,
    ).length,
    claims: claims ?? {},
    startedAt: ledger.now(),
    restedAt: ledger.restedAt,
    startedOn: Date.now(),
    sends: [],
    events: [],
    body: body.record,
    controller,
    listeners,
    hasNeededPerson: false,
  }
  ledger.calls.push(call)
  if (scopes) ledger.matched.push(call)
  caeFetch(input, init).then(
    (response) => {
      call.settledAt = ledger.now()
      call.response = response
      onSettled(call)
    },
    (error: unknown) => {
      call.settledAt = ledger.now()
      call.error = error
      onSettled(call)
    },
  )
  body.spoil()
  headers[callHeader] = '0'
  if (init.cae) Object.assign(init, { method: 'DELETE', body: 'spoilt', cae: {} })
  return call
}

function countListeners(signal: AbortSignal): () => number {
  let count = 0
  const { addEventListener, removeEventListener } = AbortSignal.prototype
  const listening = new Set<unknown>()
  Object.assign(signal, {
    addEventListener(...given: Parameters<typeof addEventListener>) {
      if (!listening.has(given[1])) count++
      listening.add(given[1])
      addEventListener.apply(signal, given)
    },
    removeEventListener(...given: Parameters<typeof removeEventListener>) {
      if (listening.delete(given[1])) count--
      removeEventListener.apply(signal, given)
    },
  })
  return () => count
}
