/**
 * A client of the npm package redis (node-redis), single or cluster, or one of its shape: ioredis and
 * iovalkey work too. It must be connected, and stays yours: nothing here closes it.
 *
 * The types name what is used and nothing more, so that clients of every version, protocol and set of
 * modules are taken.
 */
export type RedisClient = NodeRedis | NodeRedisCluster | IoRedis

/** What is listened to and ended of a connection that was duplicated. */
interface Duplicate {
  on(event: 'error', listener: (error: unknown) => void): unknown
}

/** `createClient()` of node-redis. */
export interface NodeRedis {
  readonly isReady: boolean
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): Duplicate & {
    connect(): Promise<unknown>
    destroy(): void
    sendCommand(args: string[]): Promise<unknown>
  }
}

/** `createCluster()` of node-redis. */
export interface NodeRedisCluster {
  readonly isOpen: boolean
  nodeClient: unknown
  sendCommand(key: string, isReadonly: boolean, args: string[]): Promise<unknown>
  duplicate(options: { minimizeConnections: true }): Duplicate & {
    connect(): Promise<unknown>
    destroy(): void
    sendCommand(key: string, isReadonly: boolean, args: string[]): Promise<unknown>
  }
}

/** `new Redis()` and `new Cluster()` of ioredis and iovalkey. */
export interface IoRedis {
  readonly status: string
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(): Duplicate & {
    disconnect(): void
    call(command: string, ...args: string[]): Promise<unknown>
  }
}
