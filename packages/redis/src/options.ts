import { ConfigurationError } from '@caefetch/core'
import type { RedisClient } from './client/client.ts'

/** What all that stands on Redis needs. */
export interface RedisOptions {
  /** A connected client of the npm package redis, single or cluster. It stays yours. */
  client: RedisClient
  /** What the keys in Redis begin with. Default: `caefetch`. */
  prefix?: string | undefined
}

const longest = 3_600_000

/** @throws {@link ConfigurationError} for a prefix that would break the hash tag of a cluster's keys. */
export function readPrefix(prefix = 'caefetch'): string {
  if (typeof prefix === 'string' && /^[^{}]{1,200}$/.test(prefix)) return prefix
  throw new ConfigurationError('prefix must be a text of up to 200 characters without { and }.')
}

/** @throws {@link ConfigurationError} for what is no time in milliseconds. */
export function readMilliseconds(name: string, value: number | undefined, usual: number): number {
  const milliseconds = value ?? usual
  if (milliseconds > 0 && milliseconds <= longest) return milliseconds
  throw new ConfigurationError(`${name} must be a time in milliseconds, up to ${longest}.`)
}
