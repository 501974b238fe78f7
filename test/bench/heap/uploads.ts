import { BodyNotReplayableError } from '@caefetch/core'
import { taskOf } from './alone.ts'
import { type SenderName, senders } from './senders.ts'
import { createTransport } from './uploads-transport.ts'

// Many uploads at once, all of them challenged when the last one has been sent: how much memory they
// take until then, and what becomes of each.

export interface UploadsTask {
  sender: SenderName
  body: 'blob' | 'stream'
  uploads: number
  /** Of one upload; a multiple of 64 KiB. */
  bytes: number
}

export interface UploadsResult {
  /** The most bytes that the process had at a time, beyond those it had before. */
  peak: number
  replayed: number
  /** Which could not be sent again, and have told so. */
  refused: number
}

const { sender, body, uploads, bytes } = taskOf<UploadsTask>()
const url = 'https://api.contoso.com/orders'
const chunk = () => new Uint8Array(64 * 1024).fill(1)
const chunks = bytes / chunk().byteLength
const blob = new Blob(body === 'blob' ? Array.from({ length: chunks }, chunk) : [])

function stream(): ReadableStream<Uint8Array> {
  let left = chunks
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk())
      if (--left === 0) controller.close()
    },
  })
}

const { transport, peak } = createTransport(uploads, bytes)
const send = senders[sender](transport, url, bytes)
const result: UploadsResult = { peak: 0, replayed: 0, refused: 0 }

async function upload(): Promise<void> {
  const init = { method: 'POST', body: body === 'blob' ? blob : stream(), duplex: 'half' as const }
  try {
    const { status } = await send(url, init)
    if (status === 200) result.replayed++
  } catch (error) {
    if (!(error instanceof BodyNotReplayableError)) throw error
    result.refused++
  }
}

await Promise.all(Array.from({ length: uploads }, upload))
console.log(JSON.stringify({ ...result, peak: peak() }))
