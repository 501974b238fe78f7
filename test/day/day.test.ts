import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Emulator, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRandom } from '../nightly/random.ts'
import { runsOf, seed } from '../nightly/runs.ts'
import { type Client, startClients, user } from './clients.ts'

// MSAL, the emulator, the API and caefetch all look at this one clock; timers and sockets stay real.

const hours = runsOf(24)
const minute = 60_000
const hour = 60 * minute
/** Entra is out of order for two hours in the middle. */
const outage = { begin: (hours / 2) * hour - hour, end: (hours / 2) * hour + hour }
/** MSAL leaves an endpoint alone for a minute that has broken down twice. */
const grace = 2 * minute

interface Minute {
  client: Client['name']
  /** Milliseconds since the day began. */
  at: number
  outcome: string
  /** Whether the client held a good token when it called. */
  heldGoodToken: boolean
  age: number
}

const minutes: Minute[] = []
const heaps: number[] = []
const timers: number[] = []
const done: Record<string, number> = {}
let tokenRequests = 0

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** What an administrator and Entra do in an hour. */
async function doSomething(
  entra: Emulator,
  clients: Client[],
  retiredKeys: Set<string>,
  choice: number,
): Promise<void> {
  const of = (isHit: (name: Client['name']) => boolean) =>
    clients.filter(({ name }) => isHit(name)).map(({ dossier }) => dossier)
  const note = (what: string) => {
    done[what] = (done[what] ?? 0) + 1
  }
  if (choice < 0.15) {
    note('revoked the daemon')
    await entra.revokeSessions('daemon')
    for (const dossier of of((name) => name !== 'user')) dossier.revoke()
  } else if (choice < 0.3) {
    note('moved the user')
    await entra.moveTo(user, { country: 'DE', ip: `198.51.100.${1 + Math.floor(choice * 800)}` })
    for (const dossier of of((name) => name === 'user')) dossier.revoke()
  } else if (choice < 0.4) {
    note('rotated keys')
    await entra.rotateKeys()
  } else if (choice < 0.45) {
    note('retired keys')
    const { keys }: { keys: { kid: string }[] } = await (await fetch(entra.jwksUri)).json()
    for (const { kid } of keys) retiredKeys.add(kid)
    await entra.rotateKeys({ retire: true })
  }
}

async function call({ name, fetch, dossier }: Client, url: string, at: number): Promise<void> {
  const heldGoodToken = dossier.holdsGoodToken()
  const outcome = await fetch(`${url}/orders`).then(
    async (response) => {
      await response.arrayBuffer()
      return String(response.status)
    },
    (error) => String(error.code ?? error),
  )
  minutes.push({ client: name, at, outcome, heldGoodToken, age: dossier.age() })
}

async function live(): Promise<void> {
  const began = Date.now()
  await using entra = await startEmulator({ seed: String(seed) })
  await using api = await startOrdersApi(entra)
  const retiredKeys = new Set<string>()
  const clients = await startClients(entra, api, retiredKeys)
  const random = createRandom(seed)
  const fixed = [0.1, 0.2, 0.35, 0.42]
  let stopOutage: (() => void) | undefined
  for (let at = 0; at < hours * hour; at += minute) {
    vi.setSystemTime(began + at)
    if (at === outage.begin) {
      stopOutage = entra.faults.add({ endpoint: 'token', status: 503, times: Infinity })
    }
    if (at === outage.begin + hour) {
      stopOutage?.()
      stopOutage = entra.faults.add({ endpoint: 'token', cut: true, times: Infinity })
    }
    if (at === outage.end) stopOutage?.()
    const isOut = at >= outage.begin && at < outage.end
    if (at % hour === 30 * minute && !isOut) {
      await doSomething(entra, clients, retiredKeys, fixed.shift() ?? random())
    }
    await Promise.all(clients.map((client) => call(client, api.url, at)))
    if (at % hour === 0) {
      tokenRequests += entra.journal.tokenRequests().length
      entra.journal.clear()
      collectGarbage()
      heaps.push(process.memoryUsage().heapUsed)
      timers.push(process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length)
    }
  }
}

describe(`${hours} hours, minute by minute, with seed ${seed}`, () => {
  beforeAll(
    async () => {
      vi.useFakeTimers({ toFake: ['Date'] })
      await live()
    },
    60_000 + hours * 3000,
  )
  afterAll(() => void vi.useRealTimers())

  const isOut = ({ at }: Minute) => at >= outage.begin && at < outage.end + grace

  it('no call fails that holds a good token, and none at all while Entra answers', () => {
    const failed = minutes.filter(({ outcome }) => outcome !== '200')
    expect(failed.filter(({ heldGoodToken }) => heldGoodToken)).toEqual([])
    expect(failed.filter((each) => !isOut(each))).toEqual([])
    // The outage has hurt whoever's token did not last.
    expect(new Set(failed.map(({ client }) => client))).toEqual(new Set(['daemon without cp1']))
    console.log(
      `${minutes.length} calls, ${failed.length} of them failed in the outage; ${tokenRequests} token requests; ${JSON.stringify(done)}`,
    )
  })

  it('tokens are renewed at half their life where Entra says so, and never used to their end', () => {
    for (const each of minutes.filter((each) => !isOut(each))) {
      const isDaylong = each.client !== 'daemon without cp1'
      expect([each, each.age < (isDaylong ? 0.51 : 1)]).toEqual([each, true])
    }
    expect(done).toMatchObject({
      'revoked the daemon': expect.any(Number),
      'moved the user': expect.any(Number),
      'rotated keys': expect.any(Number),
      'retired keys': expect.any(Number),
    })
  })

  it('leaves no timer behind, and a heap as it was', () => {
    const [, first = 0] = timers
    expect(timers.at(-1)).toBeLessThanOrEqual(first)
    const [before = 0, after = 0] = [heaps[4], heaps.at(-1)]
    // The API remembers each request.
    expect((after - before) / 2 ** 20).toBeLessThan(2 + hours / 12)
    console.log(`${heaps.map((heap) => (heap / 2 ** 20).toFixed(1)).join(' ')} MiB at each hour`)
  })
})
