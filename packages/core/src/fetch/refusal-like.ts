/** The headers of a refusal, in whichever form what sent the call has them. */
export type HeadersLike =
  | Pick<Headers, 'get'>
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, unknown>>

/** What a call was answered with: a Response, or as much of one as is needed. */
export type RefusalLike =
  | Response
  | {
      status: number
      headers: HeadersLike
      /** Where the answer came from, if the call was redirected: another origin's challenge is not answered. */
      url?: string
    }

const name = 'www-authenticate'

/** A Response as the pipeline reads one. */
export function toResponse(refusal: RefusalLike): Response {
  if (refusal instanceof Response) return refusal
  const { status, headers, url = '' } = refusal
  const value = challengeIn(headers)
  const init: ResponseInit = { status, headers: value ? { [name]: value } : {} }
  return Object.defineProperty(new Response(null, init), 'url', { value: url })
}

function challengeIn(headers: HeadersLike): string {
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name) ?? ''
  const pairs: Iterable<readonly [string, unknown]> =
    Symbol.iterator in headers
      ? (headers as Iterable<readonly [string, string]>)
      : Object.entries(headers)
  const values = Array.from(pairs).flatMap(([key, value]) =>
    key.toLowerCase() === name ? value : [],
  )
  return values.filter((value) => typeof value === 'string').join(', ')
}
