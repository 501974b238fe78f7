import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import type { Command, Ready, Tally } from './start-api.ts'

// The identity provider and the API, in a process of their own: what the clients' process spends is
// theirs. The emulator's demo API judges each token once; after that an answer costs little.

const emulator = await startEmulator()
const orders = await startOrdersApi(emulator, { port: false })

type Answer = Awaited<ReturnType<typeof judge>>
const verdicts = new Map<string, Promise<Answer>>()
let statuses: Record<number, number> = {}
let held: (() => void)[] | undefined
let isFull = () => {}

async function judge(authorization: string) {
  const request = new Request(`${orders.url}/orders`, { headers: { authorization } })
  const response = await orders.fetch(request)
  const body = Buffer.from(await response.arrayBuffer())
  const headers = { ...Object.fromEntries(response.headers), 'content-length': body.length }
  return { status: response.status, headers, body }
}

const scopes = ['api://orders/.default']
const open = await judge(`Bearer ${await emulator.accessToken({ client: 'daemon', scopes })}`)

async function answerTo(path: string, rawHeaders: string[]): Promise<Answer> {
  if (path === '/open') return open
  const sent = rawHeaders.filter((_, at) => /^authorization$/i.test(rawHeaders[at - 1] ?? ''))
  const [authorization = ''] = sent
  if (sent.length !== 1) return { ...open, status: 400 }
  const verdict = verdicts.get(authorization) ?? judge(authorization)
  verdicts.set(authorization, verdict)
  return verdict
}

const server = createServer(async ({ url = '', rawHeaders }, outgoing) => {
  if (held) {
    await new Promise<void>((release) => {
      held?.push(release)
      isFull()
    })
  }
  const { status, headers, body } = await answerTo(url, rawHeaders)
  statuses[status] = (statuses[status] ?? 0) + 1
  outgoing.writeHead(status, headers).end(body)
})

const commands = {
  /** From now on answers are held back; it is done when so many requests wait for theirs. */
  async hold(count: number): Promise<void> {
    const waiting: (() => void)[] = []
    held = waiting
    await new Promise<void>((resolve) => {
      isFull = () => waiting.length === count && resolve()
    })
  },
  /** Revokes the session, and gives the answers, one after the other over so many milliseconds. */
  async release(stagger: number): Promise<void> {
    const waiting = held ?? []
    held = undefined
    await emulator.revokeSessions('daemon')
    verdicts.clear()
    emulator.journal.clear()
    statuses = {}
    const answers = waiting.map((answer, at) =>
      wait((stagger * at) / Math.max(1, waiting.length - 1)).then(answer),
    )
    await Promise.all(answers)
  },
  /** What has happened since. */
  async tally(): Promise<Tally> {
    return { tokenRequests: emulator.journal.tokenRequests().length, statuses }
  },
}

process.on('message', async ({ name, value }: Command) => {
  const result = await commands[name](value)
  process.send?.({ result })
})

process.on('disconnect', () => process.exit())

// Node closes a connection that is idle for five seconds. On a busy machine a client learns of it too late,
// and its next request fails with UND_ERR_SOCKET.
server.keepAliveTimeout = 0

// A thousand connections at once are more than the backlog usually takes.
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
await once(server, 'listening')
const address = server.address()
const port = typeof address === 'object' ? address?.port : undefined
const ready: Ready = { url: `http://localhost:${port}`, auth: emulator.msalConfig('daemon').auth }
process.send?.({ result: ready })
