import { ConfigurationError } from '../errors.ts'
import type { FetchBody } from './cae-request-init.ts'

/** The members of `init` that make up a body. */
export interface BodyMembers {
  body?: FetchBody | null
  /** Demanded by fetch where the body is a stream. */
  duplex?: 'half'
}

/** A copy of a body that its owner may change; what cannot change, or is read only once, is passed on. */
export function copyBody<T extends FetchBody | null | undefined>(body: T): T | FetchBody {
  if (typeof body !== 'object' || body === null) return body
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()
  }
  if (body instanceof ArrayBuffer) return body.slice(0)
  if (body instanceof URLSearchParams) return new URLSearchParams(body)
  if (typeof FormData === 'function' && body instanceof FormData) {
    const copy = new FormData()
    body.forEach((value, name) => {
      copy.append(name, value)
    })
    return copy
  }
  return body
}

/**
 * The stream of a body that can be read only once, of whichever realm. Node's fetch takes async iterables
 * as well; a Response makes a stream of them where the platform does.
 */
export function streamOf(body: unknown): ReadableStream<Uint8Array<ArrayBuffer>> | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  if ('getReader' in body) return body as ReadableStream<Uint8Array<ArrayBuffer>>
  return Symbol.asyncIterator in body
    ? (new Response(body as FetchBody).body ?? undefined)
    : undefined
}

/**
 * @throws {@link ConfigurationError} for a stream where the platform would send its name instead: Firefox
 * makes text of it.
 */
export function bodyMembers(body: FetchBody): BodyMembers {
  if (streamOf(body) && !canSendStreams()) {
    throw new ConfigurationError(
      'This platform cannot send streams: read it into a Blob first, or give one by `cae.replay`.',
    )
  }
  return { body, duplex: 'half' }
}

let sendsStreams: boolean | undefined

/** @see [Feature detection](https://developer.chrome.com/docs/capabilities/web-apis/fetch-streaming-requests#feature_detection) */
function canSendStreams(): boolean {
  if (sendsStreams === undefined) {
    const init = { method: 'POST', body: new ReadableStream(), duplex: 'half' }
    sendsStreams = !new Request('https://localhost/', init).headers.has('content-type')
  }
  return sendsStreams
}
