import type { ReadBody } from '../step-up/kept-requests.ts'

/** The part of Node's stream that tells of what is read from it. */
interface Readable {
  emit(event: string | symbol, ...values: unknown[]): boolean
}

const mostBytes = 65_536

/**
 * Copies what others read from a stream, and reads nothing itself: parsers of bodies come later, and find
 * the stream as it was. A body that nobody has read to its end is none.
 */
export function watchBody(stream: object): ReadBody {
  const chunks: Uint8Array[] = []
  let bytes = 0
  let isWhole = false
  const readable = stream as Readable
  const emit = readable.emit
  readable.emit = function watched(event, ...values) {
    const [chunk] = values
    if (event === 'data' && chunk instanceof Uint8Array) {
      bytes += chunk.length
      if (bytes <= mostBytes) chunks.push(chunk)
    }
    if (event === 'end') isWhole = true
    return emit.call(this, event, ...values)
  }
  return async () => (isWhole && bytes <= mostBytes ? Buffer.concat(chunks) : undefined)
}
