import { hkdfSync } from 'node:crypto'
import { ConfigurationError } from '@caefetch/core'

/** A key for sealing tokens, and the name by which a sealed token says which key it was. */
export interface SealingKey {
  id: string
  key: Uint8Array
}

/**
 * The keys of the secrets. Each purpose has a key of its own, so that a secret can serve others too.
 *
 * @throws {@link ConfigurationError} for secrets that are no 32 bytes.
 */
export function sealingKeys(secrets: readonly string[]): [SealingKey, ...SealingKey[]] {
  const [first, ...others] = Array.isArray(secrets) ? secrets.map(sealingKey) : []
  if (first) return [first, ...others]
  throw new ConfigurationError('secrets must be a list of at least one secret.')
}

function sealingKey(secret: string): SealingKey {
  const bytes = Buffer.from(String(secret), 'base64')
  if (typeof secret !== 'string' || bytes.length !== 32) {
    throw new ConfigurationError(
      'Each of secrets must be 32 random bytes in base64: `openssl rand -base64 32` makes one.',
    )
  }
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', bytes, '', `caefetch token ${purpose}`, length))
  return { id: derive('key id', 6).toString('base64url'), key: derive('key', 32) }
}
