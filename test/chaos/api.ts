import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import {
  createEventReceiver,
  createGuard,
  createRevocations,
  type Requirement,
} from '@caefetch/resource'
import { serveRequests } from '../../examples/fleet/serve-requests.ts'
import type { ApiCommand, ApiReport, ApiSettings, Attempt } from './messages.ts'
import { isForgotten, temperOf } from './temper.ts'

// An API in a process of its own, that challenges, throttles, cuts and stalls, and writes down what it does.

const settings: ApiSettings = JSON.parse(process.argv[2] ?? '')
const { seed, tenantId, audience, issuer, jwksUri } = settings
const revocations = createRevocations()
const guard = createGuard({ tenantId, audience, issuer, jwksUri, revocations, keyCooldown: 0 })
const receiver = 'https://chaos.contoso.test/events'
const receiveEvent = createEventReceiver({ issuer, jwksUri, audience: receiver, revocations })
const attempts: Attempt[] = []

const requirementOf = ({ method = '', url = '' }: IncomingMessage): Requirement => {
  const write = method === 'POST' ? 'Write' : ''
  return {
    scopes: [`orders.${write ? 'write' : 'read'}`],
    roles: [`Orders.Read${write}.All`],
    ...(url.endsWith('/strict') && { authContext: 'c1' }),
  }
}

async function digestOf(incoming: IncomingMessage): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of incoming) hash.update(chunk)
  return hash.digest('hex')
}

async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { headers } = incoming
  const call = String(headers['x-call'])
  const [, token = ''] = String(headers.authorization).split(' ')
  const { mood, isHasty, takes } = temperOf(seed, call, token)
  const digestOfToken = createHash('sha256').update(token).digest('hex').slice(0, 16)
  const seen = { call, principal: String(headers['x-principal']), token: digestOfToken }

  /** Writes down what is answered before it is: who has the answer may ask for what was written. */
  function answer(status: number, more: Partial<Attempt> = {}, fields = {}, text = ''): void {
    attempts.push({ ...seen, at: Date.now(), status, isExecuted: false, ...more })
    outgoing.writeHead(status, fields).end(text)
    // What is answered early reads on: a connection that is closed would take the answer along.
    incoming.resume()
  }
  function cut(isExecuted: boolean, digest?: string): void {
    attempts.push({ ...seen, at: Date.now(), status: 0, isExecuted, ...(digest && { digest }) })
    incoming.socket.destroy()
  }

  if (mood === 'cut at once') return cut(false)
  if (mood === 'throttle') return answer(429, {}, { 'retry-after': '1' })
  if (mood === 'break down') return answer(503)
  const early = isHasty ? undefined : await digestOf(incoming)
  await setTimeout(takes)

  const fields = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    `${value}`,
  ])
  const request = { headers: new Headers(fields) }
  if (isForgotten(seed, token)) {
    const challenge = 'Bearer error="invalid_token"'
    return answer(401, { challenge }, { 'www-authenticate': challenge })
  }
  const verdict = await guard.check(request, requirementOf(incoming))
  if (!verdict.ok) {
    const { status } = verdict.response
    const challenge = verdict.response.headers.get('www-authenticate') ?? ''
    return answer(status, { challenge }, Object.fromEntries(verdict.response.headers))
  }
  const digest = early ?? (await digestOf(incoming))
  if (mood === 'cut in the end') return cut(true, digest)
  answer(201, { isExecuted: true, digest }, {}, digest)
}

const receive = serveRequests(receiveEvent)
const server = createServer((incoming, outgoing) => {
  if (incoming.url === '/events') return receive(incoming, outgoing)
  // A caller that has gone while it sent its body.
  handle(incoming, outgoing).catch(() => incoming.destroy())
})
// A connection that is closed for having been idle takes a call with it that is sent in that moment.
server.keepAliveTimeout = 60_000

const report = (message: ApiReport): void => void process.send?.(message)
process.on('message', ({ type }: ApiCommand) => {
  if (type === 'tell') report({ type: 'told', attempts })
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  report({ type: 'ready', url: `http://127.0.0.1:${port}` })
})
