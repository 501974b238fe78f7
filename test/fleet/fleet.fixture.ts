import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startEmulator } from '@caefetch/emulator'
import {
  type Api,
  type Daemon,
  several,
  startApi,
  startDaemon,
} from '../../examples/fleet/fleet.ts'
import { startRedis } from '../../packages/redis/src/redis-server.fixture.ts'

/** A fleet of real processes, on a Redis with an append-only file, with an Entra of their own. */
export async function startFleet(size: { apis: number; daemons: number }) {
  const stack = new AsyncDisposableStack()
  const entra = stack.use(await startEmulator())
  const redis = stack.use(await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']))
  const surroundings = {
    entra,
    redisUrl: redis.url,
    ledger: join(redis.folder, 'orders'),
    secret: randomBytes(32).toString('base64'),
  }
  const api = async (port?: number): Promise<Api> => stack.use(await startApi(surroundings, port))
  const apis = await several(size.apis, () => api())
  const daemon = async (): Promise<Daemon> => stack.use(await startDaemon(surroundings, apis))
  const daemons = await several(size.daemons, daemon)
  return {
    ...surroundings,
    redis,
    apis,
    daemons,
    /** Starts another replica; of the API, in place of the one on that port. */
    start: { api, daemon },
    tokenRequests: (): number => entra.journal.tokenRequests().length,
    /** A token like the daemons', that nobody renews. */
    daemonToken: (): Promise<string> =>
      entra.accessToken({ client: 'daemon', scopes: ['api://orders/.default'] }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

export type Fleet = Awaited<ReturnType<typeof startFleet>>

/** The next second: what was issued in this one can be told apart from what follows. */
export const nextSecond = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)))
