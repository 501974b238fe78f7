import { type CaeFetchOptions, createCaeFetch } from '@caefetch/core'
import { collectGarbage } from '../harness/measure.ts'
import { taskOf } from './alone.ts'
import { challenge } from './challenge.ts'

// Many calls, one in a thousand challenged: what is held afterwards must not have grown.

export interface CallsTask {
  sender: 'caefetch' | 'transport'
  calls: number
}

/** Bytes of the heap. */
export interface CallsResult {
  before: number
  after: number
}

const { sender, calls } = taskOf<CallsTask>()
const api = 'https://api.contoso.com/'
const answer = { status: 200, url: '', type: 'basic', headers: new Headers() } as Response
let tokens = 0
let sends = 0

const transport: NonNullable<CaeFetchOptions['fetch']> = async () =>
  ++sends % 1000 === 0 ? challenge(sends) : answer
const caeFetch = createCaeFetch(
  { getToken: async () => ({ token: `t${++tokens}`, expiresOn: Date.now() + 3_600_000 }) },
  { resources: { [api]: ['orders.read'] }, fetch: transport },
)
const send = sender === 'caefetch' ? caeFetch : transport

async function call(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { status } = await send(`${api}orders/${i % 100}`, { method: 'POST', body: 'x' })
    if (status !== 200 && send === caeFetch) throw new Error(`Call ${i} got ${status}.`)
  }
}

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

await call(calls / 10)
const before = heap()
await call(calls)
const result: CallsResult = { before, after: heap() }
const challenged = Math.floor(sends / 1000)
if (send === caeFetch && tokens !== challenged + 1) {
  throw new Error(`${challenged} challenges were answered with ${tokens - 1} tokens.`)
}
console.log(JSON.stringify(result))
