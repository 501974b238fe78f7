import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createCaeFetch, encodeClaims, formatChallenge } from '@caefetch/core'

// A million calls, one in a thousand challenged: what is held afterwards must not have grown.

const calls = 1_000_000
const mostGrowth = 2 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const api = 'https://api.contoso.com/'
const answer = { status: 200, url: '', type: 'basic', headers: new Headers() } as Response
let tokens = 0
let sends = 0

const caeFetch = createCaeFetch(
  { getToken: async () => ({ token: `t${++tokens}`, expiresOn: Date.now() + 3_600_000 }) },
  {
    resources: { [api]: ['orders.read'] },
    fetch: async () => (++sends % 1000 === 0 ? challenge() : answer),
  },
)

function challenge(): Response {
  const claims = encodeClaims({ access_token: { nbf: { essential: true, value: String(sends) } } })
  const header = formatChallenge({
    scheme: 'Bearer',
    params: { error: 'insufficient_claims', claims },
  })
  return new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } })
}

async function call(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { status } = await caeFetch(`${api}orders/${i % 100}`, { method: 'POST', body: 'x' })
    if (status !== 200) throw new Error(`call ${i} got ${status}`)
  }
}

function heap(): number {
  collect()
  return process.memoryUsage().heapUsed
}

await call(calls / 10)
const before = heap()
const startedAt = performance.now()
await call(calls)
const perCall = ((performance.now() - startedAt) * 1000) / calls
const growth = heap() - before

console.log(`${calls} calls, ${tokens} tokens, ${perCall.toFixed(2)} µs a call`)
console.log(`the heap has grown by ${(growth / 1024).toFixed(0)} KiB`)
if (growth > mostGrowth) {
  console.error(
    `That is more than ${mostGrowth / 1024} KiB: something holds on to calls or tokens.`,
  )
  process.exitCode = 1
}
