import type {
  Authorizer,
  AuthorizerCall,
  CaeRequestInit,
  ClaimsRequest,
  FetchLike,
  ResourceOptions,
} from '@caefetch/core'
import { prepareBody } from './bodies.ts'
import { acrs } from './claims.ts'
import type { Inbox } from './inbox.ts'
import type { CallRecord, CallSpec, Ledger } from './ledger.ts'
import { callHeader, isWhole } from './network.ts'

const origins: Record<CallSpec['origin'], string> = {
  a: 'https://a.example/',
  b: 'https://b.example/',
  elsewhere: 'https://elsewhere.example/',
}

/** Origin a is as simple as it can be; of b not all parts have tokens, and not all challenges are in headers. */
export const resourcesWith = (
  challengeFrom: NonNullable<ResourceOptions['challengeFrom']>,
): Record<string, ResourceOptions | string[]> => ({
  [origins.a]: ['a.read'],
  [origins.b]: {
    scopes: ['b.read'],
    challengeFrom,
    exclude: ({ pathname }) => pathname.startsWith('/signed/'),
  },
  [`${origins.b}public/`]: { scopes: [] },
})

const claimsOf = ({ claims }: CallSpec): ClaimsRequest | undefined =>
  claims === undefined ? undefined : claims === 'nothing' ? {} : acrs(claims)

const scopesOf = ({ origin, part, scopes }: CallSpec): string | undefined =>
  origin === 'elsewhere' || part !== undefined ? undefined : `${origin}.${scopes ?? 'read'}`

/** Makes a call as a careless page does: what it gave is changed as soon as the call is made. */
export function makeCall(
  given: CallSpec,
  authorizer: Authorizer,
  send: FetchLike,
  active: string | undefined,
  ledger: Ledger,
  inbox: Inbox,
  onSettled: (call: CallRecord) => void,
): CallRecord {
  const spec = possible(given)
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
  const folder = spec.part === undefined ? '' : `${spec.part}/`
  const url = `${origins[spec.origin]}${folder}${spec.path}?call=${number}`
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
  const response =
    spec.way === 'fetch'
      ? authorizer.fetch(input, init)
      : sendAuthorized({ url, method, signal, cae }, { ...init, headers: { ...headers } })
  response.then(
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

  /** As one does who sends calls by other means. */
  async function sendAuthorized(
    call: AuthorizerCall,
    { cae: _, ...rest }: CaeRequestInit,
  ): Promise<Response> {
    let authorization = await authorizer.authorize(call)
    while (true) {
      const headers = { ...Object(rest.headers), ...(authorization && { authorization }) }
      const response = await send(call.url, { ...rest, headers })
      if (authorization === undefined) return response
      // Whoever waits for the answer lets go of the refusal only then.
      const refusal = isWhole(number) ? response : partsOf(response)
      const drop = () => void response.body?.cancel().catch(() => {})
      authorization = await authorizer.answer(call, refusal, authorization).catch((error) => {
        if (Object(error).response !== response) drop()
        throw error
      })
      if (authorization === undefined) return response
      drop()
      // To ask once more is to be told the same.
      if (number % 3 === 0) authorization = await authorizer.authorize(call)
    }
  }
  headers[callHeader] = '0'
  if (init.cae) Object.assign(init, { method: 'DELETE', body: 'spoilt', cae: {} })
  return call
}

/** What else than a Response there is of a refusal. */
const partsOf = ({ status, headers, url }: Response) => ({ status, headers: [...headers], url })

/** Only b has parts; and what sends by other means than fetch has a body that it can send twice. */
function possible(spec: CallSpec): CallSpec {
  const part = spec.origin === 'b' ? spec.part : undefined
  const isPlain = spec.body === 'none' || spec.body === 'text'
  return { ...spec, part, body: spec.way === 'authorizer' && !isPlain ? 'text' : spec.body }
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
