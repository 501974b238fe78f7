import { toClaimsRequest } from '../claims/claims-codec.ts'
import { type ClaimsRequest, isEmpty } from '../claims/claims-request.ts'
import { copyBody } from './body.ts'
import type { CaeCallOptions, CaeRequestInit, FetchBody } from './cae-request-init.ts'
import { type CallHeaders, copyHeaders } from './headers.ts'
import type { Match, Resource } from './resources.ts'

/** What was asked for, read once: nothing that the caller changes afterwards changes any send of it. */
export interface Call {
  id: number
  method: string
  /** What is sent: the text that was matched, or the Request that was given. */
  input: string | Request
  /** The absolute URL. */
  url: string
  signal: AbortSignal | undefined
  headers: CallHeaders
  /** The body to send; undefined where it is a Request's own. */
  body: FetchBody | null | undefined
  /** The members of `init` besides `cae`; its headers and body are sent as they stand above. */
  init: RequestInit
  cae: CaeCallOptions | undefined
  /** What its token must satisfy from the first send on. */
  claims: ClaimsRequest | undefined
  /** How the user may be asked. */
  interaction: unknown
  resource: Resource
}

/** Reads `input` and `init` as fetch would when it is called: every member once, whoever has it. */
export function readCall(
  id: number,
  given: string | URL | Request,
  givenInit: CaeRequestInit | undefined,
  text: string,
  { resource, url }: Match,
  interaction: unknown,
): Call {
  const request = isRequest(given) ? given : undefined
  const cae = givenInit?.cae
  const init = withoutCae(givenInit) ?? noMembers
  const { headers, body, signal = request?.signal } = init
  return {
    id,
    method: init.method ?? request?.method ?? 'GET',
    input: request ?? text,
    url,
    signal: signal ?? undefined,
    headers: copyHeaders(headers === undefined ? request?.headers : headers),
    // To fetch a body that is null is none, and a Request keeps its own.
    body: body == null && request ? undefined : copyBody(body),
    init: request ? { ...referrerOf(request), ...init } : init,
    cae,
    claims: cae?.claims && claimsOrNone(cae.claims),
    interaction: cae?.interaction ?? interaction,
    resource,
  }
}

const noMembers: RequestInit = {}

/** Empty claims ask for nothing, so that any held token will do. */
function claimsOrNone(given: ClaimsRequest): ClaimsRequest | undefined {
  const claims = toClaimsRequest(given)
  return isEmpty(claims) ? undefined : claims
}

/** What a fetch that knows nothing of `cae` is to be given: a copy. */
export function withoutCae(init: CaeRequestInit | undefined): RequestInit | undefined {
  if (!init) return undefined
  const members: CaeRequestInit = isPlain(init) ? { ...init } : readMembers(init)
  if ('cae' in members) delete members.cae
  return members
}

/** The URL that a call is for, as text. */
export const urlOf = (input: string | URL | Request): string =>
  typeof input === 'string' ? input : isRequest(input) ? input.url : String(input)

/** Requests of another realm are told by their members. */
export const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && 'headers' in input && 'url' in input

/** A Request that is sent with any `init` loses these, and the page's address goes to the API in their place. */
const referrerOf = ({ referrer, referrerPolicy }: Request): RequestInit => ({
  ...(referrer && { referrer }),
  ...(referrerPolicy && { referrerPolicy }),
})

/** The members that fetch reads, which a spread would lose where they are inherited or a Request's. */
const members =
  'method headers body signal duplex mode credentials cache redirect referrer referrerPolicy integrity keepalive priority window dispatcher cae'.split(
    ' ',
  )

function isPlain(init: object): boolean {
  const prototype = Object.getPrototypeOf(init)
  return prototype === Object.prototype || prototype === null
}

function readMembers(init: CaeRequestInit): CaeRequestInit {
  const names = new Set([...members, ...Object.keys(init)])
  if (!isRequest(init)) for (const name in init) names.add(name)
  const read = Array.from(names, (name) => [name, Reflect.get(init, name)])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}
