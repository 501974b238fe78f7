import { copyBody } from './body.ts'
import { type CallHeaders, copyHeaders } from './headers.ts'
import type { CaeCallOptions, CaeRequestInit } from './options.ts'

/** What was asked for, read once: nothing that the caller changes afterwards changes any send of it. */
export interface Call {
  method: string
  /** The URL as text; it is both what is matched and what is sent. */
  url: string
  signal: AbortSignal | undefined
  headers: CallHeaders
  /** The body to send; undefined where it is a Request's own. */
  body: BodyInit | null | undefined
  /** The Request that was given, which has a body of its own. */
  request: Request | undefined
  /** The members of `init` besides method, headers, body and `cae`. */
  init: RequestInit
  cae: CaeCallOptions | undefined
}

/** Reads `input` and `init` as fetch would when it is called: every member once, whoever has it. */
export function readCall(
  input: RequestInfo | URL,
  given: CaeRequestInit | null | undefined,
  url: string,
): Call {
  const request = isRequest(input) ? input : undefined
  const { cae, headers, body, ...init } = given ? readMembers(given) : ({} as CaeRequestInit)
  const { signal = request?.signal } = init
  return {
    method: init.method ?? request?.method ?? 'GET',
    url,
    signal: signal ?? undefined,
    headers: copyHeaders(headers === undefined ? request?.headers : headers),
    // To fetch a body that is null is none, and a Request keeps its own.
    body: body == null && request ? undefined : copyBody(body),
    request,
    init: request ? { ...referrerOf(request), ...init } : init,
    cae,
  }
}

/** What a fetch that knows nothing of `cae` is given. */
export function withoutCae(init: CaeRequestInit | undefined): RequestInit | undefined {
  if (init?.cae === undefined) return init
  const { cae, ...members } = readMembers(init)
  return members
}

/** The URL that a call is for, as text. */
export const urlOf = (input: RequestInfo | URL): string =>
  typeof input === 'string' ? input : isRequest(input) ? input.url : String(input)

/** Requests of another realm are told by their members. */
export const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && 'headers' in input && 'url' in input

/** A Request that is sent with any `init` loses these, and the page's address goes to the API in their place. */
const referrerOf = ({ referrer, referrerPolicy }: Request): RequestInit => ({
  ...(referrer !== undefined && { referrer }),
  ...(referrerPolicy && { referrerPolicy }),
})

/** The members that fetch reads, which a spread would lose where they are inherited or a Request's. */
const members = [
  'method',
  'headers',
  'body',
  'signal',
  'duplex',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'priority',
  'window',
  'dispatcher',
  'cae',
] as const

function readMembers(given: CaeRequestInit): CaeRequestInit {
  const prototype = Object.getPrototypeOf(given)
  if (prototype === Object.prototype || prototype === null) return { ...given }
  const names = new Set<string>([...members, ...Object.keys(given)])
  if (!isRequest(given)) for (const name in given) names.add(name)
  const read = [...names].map((name) => [name, Reflect.get(given, name)] as const)
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}
