import { ConfigurationError } from '@caefetch/core'
import type { IoRedis, NodeRedis, NodeRedisCluster, RedisClient } from './client.ts'

/** A connection to Redis, whichever client it is of. */
export interface Connection {
  /** Whether commands are sent at once. */
  isReady(): boolean
  /** Sends a command to the node that has the key. */
  send(key: string, command: readonly string[]): Promise<unknown>
  /** Another connection to the same server, for commands that block. */
  duplicate(): DuplicateConnection
}

/** A connection of our own. */
export interface DuplicateConnection {
  /** Connects; some clients try without end. */
  open(): Promise<unknown>
  send: Connection['send']
  /** Ends it at once; a command that waits for its answer rejects. */
  close(): void
}

/**
 * How a client is called.
 *
 * @throws {@link ConfigurationError} for what is no client that can be used.
 */
export function connectionOf(client: RedisClient): Connection {
  const isFunction = (name: string): boolean => typeof Object(client)[name] === 'function'
  if (isFunction('duplicate')) {
    // The clients of ioredis have a sendCommand as well, which takes something else.
    if (isFunction('call')) return ofIoRedis(client as IoRedis)
    if (isFunction('nodeClient')) return ofCluster(client as NodeRedisCluster)
    if (isFunction('sendCommand')) return ofNodeRedis(client as NodeRedis)
  }
  throw new ConfigurationError(
    'client must be a connected client of the npm package redis: createClient() or createCluster(), not a pool or a sentinel.',
  )
}

function ofNodeRedis(client: NodeRedis): Connection {
  return {
    isReady: () => client.isReady,
    send: (_key, command) => client.sendCommand([...command]),
    duplicate() {
      const duplicate = heard(client.duplicate())
      return {
        open: () => duplicate.connect(),
        send: (_key, command) => duplicate.sendCommand([...command]),
        close: () => ended(() => duplicate.destroy()),
      }
    },
  }
}

function ofCluster(client: NodeRedisCluster): Connection {
  return {
    isReady: () => client.isOpen,
    // Always the master of the slot: a replica may not have yet what was just written.
    send: (key, command) => client.sendCommand(key, false, [...command]),
    duplicate() {
      const duplicate = heard(client.duplicate({ minimizeConnections: true }))
      return {
        open: () => duplicate.connect(),
        send: (key, command) => duplicate.sendCommand(key, false, [...command]),
        close: () => ended(() => duplicate.destroy()),
      }
    },
  }
}

function ofIoRedis(client: IoRedis): Connection {
  const send = (target: Pick<IoRedis, 'call'>, [name = '', ...args]: readonly string[]) =>
    target.call(name, ...args)
  return {
    isReady: () => client.status === 'ready',
    send: (_key, command) => send(client, command),
    duplicate() {
      const duplicate = heard(client.duplicate())
      return {
        // It connects by itself, and commands wait for that.
        open: async () => {},
        send: (_key, command) => send(duplicate, command),
        close: () => ended(() => duplicate.disconnect()),
      }
    },
  }
}

/** An `error` event that nobody hears ends the process; what goes wrong is seen by the commands. */
function heard<T extends { on(event: 'error', listener: () => void): unknown }>(client: T): T {
  client.on('error', () => {})
  return client
}

/** To end what has ended already is an error to some clients. */
function ended(end: () => void): void {
  try {
    end()
  } catch {}
}
