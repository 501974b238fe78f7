import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { redisReplays, redisRevocations } from '@caefetch/redis'
import { createEventReceiver, createGuard, createRevocations } from '@caefetch/resource'
import type { ApiCommand, ApiReport, ApiSettings } from './messages.ts'
import { connect } from './redis-client.ts'
import { serveRequests } from './serve-requests.ts'

// A replica of the API. Redis tells it what the others have revoked, and them what it has.

const settings: ApiSettings = JSON.parse(process.argv[2] ?? '')
const { tenantId, audience, issuer, jwksUri } = settings
const client = await connect(settings.redisUrl)
const store = await redisRevocations({ client, staleAfter: 500, onProblem() {} })
// While Redis is out of reach calls are let in, but for what this replica knows to be revoked.
const revocations = createRevocations({ store, whenDown: 'allow' })
const guard = createGuard({ tenantId, audience, issuer, jwksUri, revocations })
const receiveEvent = createEventReceiver({
  issuer,
  jwksUri,
  audience: 'https://orders.contoso.test/events',
  revocations,
  replays: redisReplays({ client }),
})

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname === '/events') return receiveEvent(request)
  const verdict = await guard.check(request, { roles: 'Orders.Read.All' })
  if (!verdict.ok) return verdict.response
  if (request.method === 'GET') return Response.json([])
  const { id } = await request.json()
  appendFileSync(settings.ledger, `${id}\n`)
  return Response.json({ id }, { status: 201 })
}

const report = (message: ApiReport): void => {
  process.send?.(message)
}

process.on('message', async (command: ApiCommand) => {
  if (command.type === 'revoke') {
    const revoked = revocations.revoke(command.subject, command.before)
    const [{ status }] = await Promise.allSettled([revoked])
    report({ type: 'revoked', accepted: status === 'fulfilled' })
  } else {
    const cutoffs = await Promise.all(command.stamps.map(revocations.revokedAt))
    report({ type: 'looked up', cutoffs: cutoffs.map((cutoff) => cutoff ?? null) })
  }
})
process.on('disconnect', () => process.exit())

const server = createServer(serveRequests(answer))
// A connection that is closed for having been idle takes a call with it that is sent in that moment.
server.keepAliveTimeout = 60_000
server.listen(settings.port, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  report({ type: 'ready', url: `http://127.0.0.1:${port}` })
})
