import { readFile } from 'node:fs/promises'
import type { Emulator } from '@caefetch/emulator'
import type {
  ApiCommand,
  ApiReport,
  ApiSettings,
  DaemonCommand,
  DaemonReport,
  DaemonSettings,
} from './messages.ts'
import { type Replica, startProcess } from './start-process.ts'

export type Api = Replica<ApiCommand, ApiReport> & { url: string }
export type Daemon = Replica<DaemonCommand, DaemonReport>

/** What the replicas of a fleet have in common. */
export interface Surroundings {
  entra: Emulator
  redisUrl: string
  /** The file that orders are written to. */
  ledger: string
  /** Encrypts the tokens in Redis: 32 random bytes in base64. */
  secret: string
}

/** Starts a replica of the API, which is ready when it knows all that is revoked. */
export async function startApi({ entra, redisUrl, ledger }: Surroundings, port = 0): Promise<Api> {
  const { tenantId, issuer, jwksUri } = entra
  const audience = entra.audience('api://orders')
  const all: ApiSettings = { tenantId, issuer, jwksUri, audience, port, redisUrl, ledger }
  const replica = startProcess<ApiCommand, ApiReport>('api.ts', all)
  const { url } = await replica.ask('ready')
  return { ...replica, url }
}

/** Starts a replica of the daemon, which calls the replicas of the API in turn. */
export async function startDaemon(
  { entra, redisUrl, secret }: Surroundings,
  apis: readonly Api[],
): Promise<Daemon> {
  const urls = apis.map(({ url }) => url)
  const all: DaemonSettings = { config: entra.msalConfig('daemon'), apis: urls, redisUrl, secret }
  const replica = startProcess<DaemonCommand, DaemonReport>('daemon.ts', all)
  await replica.ask('ready')
  return replica
}

/** Starts so many at once. */
export const several = <T>(count: number, start: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, start))

let orders = 0

/** Has every daemon place so many orders at once, and says what became of each. */
export async function placeOrders(daemons: readonly Daemon[], each: number) {
  const reports = await Promise.all(
    daemons.map((daemon) => {
      const ids = Array.from({ length: each }, () => `order-${++orders}`)
      return daemon.ask('placed', { type: 'place', ids })
    }),
  )
  return {
    outcomes: new Map(reports.flatMap((report) => report.outcomes)),
    problems: reports.flatMap((report) => report.problems),
    endedAt: Math.max(...reports.map(({ endedAt }) => endedAt)),
  }
}

/** How often each order was placed, by all replicas of the API together. */
export async function executions(ledger: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const id of (await readFile(ledger, 'utf8')).split('\n')) {
    if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** The status of a call with a token as it is: nobody answers a challenge. */
export async function statusWith(token: string, { url }: Api): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/orders`, { headers })
  await response.body?.cancel()
  return response.status
}
