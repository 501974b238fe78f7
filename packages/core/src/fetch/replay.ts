import type { CaeRequestInit } from './options.ts'

/** How the body of a call is sent, and sent again. */
export interface Replay {
  /** The members of `init` to set for the first send. */
  first?: BodyMembers
  /** Those for a further send; undefined where the body is lost. */
  again(): Promise<BodyMembers | undefined>
}

interface BodyMembers {
  body?: BodyInit
  /** Demanded by fetch where the body is a stream. */
  duplex?: 'half'
}

/**
 * Decides by the kind of body. Strings, URLSearchParams, Blobs, buffers and FormData can be read as
 * often as one likes, and are passed on as they are. Of what can be read only once, a copy is kept
 * while it is sent: the stream is teed, and the copy ends at `limit` bytes.
 */
export function createReplay(
  input: RequestInfo | URL,
  init: CaeRequestInit | undefined,
  limit: number,
): Replay {
  const body = init?.body
  const fresh = init?.cae?.replay
  if (fresh) return { first: duplex, again: async () => streamable(await fresh()) }
  // Node's fetch takes async iterables as well as streams; a Response makes a stream of either.
  const isOneShot = body instanceof Object && ('tee' in body || Symbol.asyncIterator in body)
  const stream = isOneShot && new Response(body).body
  if (stream) {
    const [sent, copy] = stream.tee()
    return { first: streamable(sent), again: keep(readUpTo(copy, limit)) }
  }
  if (body === undefined && isRequest(input) && input.body !== null && !input.bodyUsed) {
    // A stream in place of a Request's body would lose its length and, in browsers, HTTP/1.1. So the
    // Request is sent as it is. Firefox does not show its stream.
    const copy = input.clone()
    return {
      again: keep(copy.body ? readUpTo(copy.body, limit) : copy.blob().then((all) => [all])),
    }
  }
  return { again: async () => ({}) }
}

export const isRequest = (input: RequestInfo | URL): input is Request =>
  typeof input === 'object' && 'headers' in input

function keep(copy: Promise<BlobPart[] | undefined>): Replay['again'] {
  // A body that fails while it is sent fails the call there.
  const kept = copy.catch(() => undefined)
  return async () => {
    const chunks = await kept
    // A Blob copies what it is made of, so it is made when it is needed.
    return chunks && streamable(new Blob(chunks))
  }
}

async function readUpTo(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): Promise<BlobPart[] | undefined> {
  const reader = stream.getReader()
  const chunks: BlobPart[] = []
  for (let size = 0; size <= limit; ) {
    const { done, value } = await reader.read()
    if (done) return chunks
    size += value.byteLength
    chunks.push(value)
  }
  await reader.cancel()
  return undefined
}

const duplex: BodyMembers = { duplex: 'half' }

const streamable = (body: BodyInit): BodyMembers => ({ body, ...duplex })
