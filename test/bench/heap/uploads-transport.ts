import { setTimeout as wait } from 'node:timers/promises'
import { collectGarbage } from '../harness/measure.ts'
import { challenge } from './challenge.ts'

const step = 25 * 2 ** 20

/** The only token that is taken. */
export const renewed = 'renewed'

/**
 * In place of the network: reads each body to its end, as it comes, and answers all with a challenge
 * when the last one has been read. After every 25 MiB, and when all is there, it looks how much memory
 * the process has.
 */
export function createTransport(uploads: number, bytes: number) {
  const { promise: allArrived, resolve: arriveAll } = Promise.withResolvers<void>()
  const atFirst = residentBytes()
  let received = 0
  let arrived = 0
  let peak = 0

  const look = () => {
    peak = Math.max(peak, residentBytes() - atFirst)
  }

  function receive(count: number): void {
    const before = received
    received += count
    if (Math.floor(before / step) < Math.floor(received / step)) look()
  }

  const transport: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const isFirst = request.headers.get('authorization') !== `Bearer ${renewed}`
    let size = 0
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (isFirst) receive(chunk.byteLength)
    }
    if (size !== bytes) throw new Error(`${size} bytes have come, of ${bytes}.`)
    if (!isFirst) return Response.json({})
    if (++arrived === uploads) {
      // What is done with the copies at their end is to be over.
      await wait(50)
      look()
      arriveAll()
    }
    await allArrived
    return challenge(1)
  }
  return { transport, peak: () => peak }
}

/** Of the whole process, because what a Blob holds is not part of the heap. */
function residentBytes(): number {
  // Twice: another thread frees the buffers after the first.
  collectGarbage()
  collectGarbage()
  return process.memoryUsage.rss()
}
