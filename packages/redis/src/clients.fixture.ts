import { Redis } from 'ioredis'
import { Redis as Valkey } from 'iovalkey'
import { createClient } from 'redis'
import { createClient as createClient5 } from 'redis-5'
import type { RedisClient } from './client/client.ts'

/** A connected client, and how to end it. */
export interface TestClient extends AsyncDisposable {
  client: RedisClient
  command(...command: string[]): Promise<unknown>
}

interface NodeRedis {
  connect(): Promise<unknown>
  destroy(): void
  on(event: 'error', listener: () => void): unknown
  sendCommand(command: string[]): Promise<unknown>
}

async function nodeRedis<Client extends NodeRedis & RedisClient>(
  client: Client,
): Promise<TestClient> {
  client.on('error', () => {})
  await client.connect()
  return {
    client,
    command: (...command) => client.sendCommand(command),
    async [Symbol.asyncDispose]() {
      try {
        client.destroy()
      } catch {}
    },
  }
}

interface IoClient {
  disconnect(): void
  call(name: string, ...args: string[]): Promise<unknown>
  ping(): Promise<unknown>
  on(event: 'error', listener: () => void): unknown
}

async function ioRedis<Client extends IoClient & RedisClient>(client: Client): Promise<TestClient> {
  client.on('error', () => {})
  await client.ping()
  return {
    client,
    command: (name = '', ...args) => client.call(name, ...args),
    async [Symbol.asyncDispose]() {
      client.disconnect()
    },
  }
}

/** Connects as most will. */
export const connect = (url: string): Promise<TestClient> => nodeRedis(createClient({ url }))

/** Every client and protocol that is promised, or works by its shape. */
export const clients: [name: string, connect: (url: string) => Promise<TestClient>][] = [
  ['redis 6', connect],
  ['redis 6, RESP 2', (url) => nodeRedis(createClient({ url, RESP: 2 }))],
  ['redis 5.12', (url) => nodeRedis(createClient5({ url }))],
  ['redis 5.12, RESP 3', (url) => nodeRedis(createClient5({ url, RESP: 3 }))],
  ['ioredis', (url) => ioRedis(new Redis(url))],
  ['iovalkey', (url) => ioRedis(new Valkey(url))],
]
