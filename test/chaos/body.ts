import { setTimeout } from 'node:timers/promises'
import { bytesOf, type PlannedCall } from './plan.ts'

const decoder = new TextDecoder()

/** The arguments of fetch for a call to that origin. */
export function argumentsOf(call: PlannedCall, origin: string): [string | Request, RequestInit] {
  const url = `${origin}${call.path}`
  const headers = {
    'x-call': call.id,
    'x-principal': call.principal,
    'content-type': 'application/octet-stream',
  }
  const init = { method: call.method, headers, ...bodyOf(call) }
  return call.kind === 'request' ? [new Request(url, init), {}] : [url, init]
}

function bodyOf(call: PlannedCall): RequestInit & { duplex?: 'half' } {
  const bytes = bytesOf(call)
  if (call.kind === 'none') return {}
  if (call.kind === 'text') return { body: decoder.decode(bytes) }
  if (call.kind === 'blob') return { body: new Blob([bytes]) }
  if (call.kind === 'stream') return { body: streamOf(bytes, 0), duplex: 'half' }
  if (call.kind === 'slow stream') return { body: streamOf(bytes, 20), duplex: 'half' }
  return { body: bytes }
}

/** The bytes in four pieces, with so many milliseconds before each. */
function streamOf(bytes: Uint8Array<ArrayBuffer>, pause: number): ReadableStream<Uint8Array> {
  const piece = Math.ceil(bytes.length / 4) || 1
  let start = 0
  return new ReadableStream({
    async pull(controller) {
      if (pause > 0) await setTimeout(pause)
      if (start < bytes.length) controller.enqueue(bytes.slice(start, start + piece))
      else controller.close()
      start += piece
    },
  })
}
