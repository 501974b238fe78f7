import type { Inbox } from './inbox.ts'
import type { BodyKind, BodyRecord } from './ledger.ts'

/** More than the world's `maxReplayBytes`. */
export const replayLimit = 64

interface PreparedBody {
  record: BodyRecord
  init: { body?: BodyInit; duplex?: 'half' }
  replay: (() => BodyInit) | undefined
  /** What a careless caller does once the call is made. */
  spoil(): void
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** A body that only this call has. */
export function prepareBody(kind: BodyKind, number: number, inbox: Inbox): PreparedBody {
  const text = `body of call ${number};`
  const expected = kind === 'none' ? '' : kind === 'long' ? text.repeat(9) : text
  const record: BodyRecord = { kind, expected, source: 'none' }
  const prepared: PreparedBody = { record, init: {}, replay: undefined, spoil: () => {} }
  const half = { duplex: 'half' as const }
  if (kind === 'text') prepared.init = { body: text }
  if (kind === 'blob') prepared.init = { body: new Blob([text]) }
  if (kind === 'bytes') {
    const bytes = encode(text)
    prepared.init = { body: bytes }
    prepared.spoil = () => bytes.fill(33)
  }
  if (kind === 'params') {
    const params = new URLSearchParams({ call: String(number) })
    record.expected = params.toString()
    prepared.init = { body: params }
    prepared.spoil = () => params.set('call', 'spoilt')
  }
  if (kind === 'stream' || kind === 'long' || kind === 'fresh') {
    prepared.init = { body: streamOf(record, kind === 'long' ? 9 : 1), ...half }
  }
  if (kind === 'fresh') prepared.replay = () => text
  if (kind === 'slow') prepared.init = { body: slowStreamOf(record, number, inbox), ...half }
  return prepared
}

function streamOf(record: BodyRecord, chunks: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { expected } = record
  const length = expected.length / chunks
  let next = 0
  record.source = 'open'
  return new ReadableStream(
    {
      pull(controller) {
        if (next === chunks) {
          record.source = 'ended'
          return controller.close()
        }
        controller.enqueue(encode(expected.slice(next * length, ++next * length)))
      },
      cancel() {
        record.source = 'cancelled'
      },
    },
    { highWaterMark: 0 },
  )
}

/** The second half comes when the world lets it, or fails. */
function slowStreamOf(
  record: BodyRecord,
  number: number,
  inbox: Inbox,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { expected } = record
  const middle = expected.length >> 1
  record.source = 'open'
  let isFirst = true
  return new ReadableStream(
    {
      async pull(controller) {
        if (isFirst) {
          isFirst = false
          return controller.enqueue(encode(expected.slice(0, middle)))
        }
        const { promise, resolve } = Promise.withResolvers<void>()
        inbox.add({
          kind: 'chunk',
          label: () => `the rest of the body of call ${number}`,
          isReady: () => true,
          happen(fate) {
            resolve()
            if (record.source !== 'open') return true
            if (fate === 0) {
              record.source = 'ended'
              controller.enqueue(encode(expected.slice(middle)))
              controller.close()
            } else {
              record.source = 'failed'
              controller.error(new Error('The source of the body has failed.'))
            }
            return true
          },
        })
        await promise
      },
      cancel() {
        record.source = 'cancelled'
      },
    },
    { highWaterMark: 0 },
  )
}
