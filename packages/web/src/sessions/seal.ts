import { createHash } from 'node:crypto'
import { ConfigurationError } from '@caefetch/core'
import { defaults, seal as sealIron, unseal as unsealIron } from 'iron-webcrypto'

/** Seals values that lie where others can read and change them. */
export interface Seal {
  /**
   * @param purpose What the value is for; it opens for nothing else.
   * @param lifetime In milliseconds.
   */
  close(value: unknown, purpose: string, lifetime: number): Promise<string>
  /** The value; undefined when it has expired, was sealed with another secret, for another purpose, or changed. */
  open(sealed: string, purpose: string): Promise<unknown>
}

/**
 * The first secret closes, all of them open.
 *
 * @throws {@link ConfigurationError} for secrets that are too short.
 * @see [iron](https://hapi.dev/module/iron/)
 */
export function createSeal(secrets: readonly string[]): Seal {
  const passwords = (Array.isArray(secrets) ? secrets : []).map(toPassword)
  const [first] = passwords
  if (!first) throw new ConfigurationError('secrets must be a list of at least one secret.')
  const all = Object.fromEntries(passwords.map((password) => [password.id, password]))
  return {
    close: (value, purpose, lifetime) =>
      sealIron({ purpose, value }, first, { ...defaults, ttl: Math.ceil(lifetime) }),
    async open(sealed, purpose) {
      try {
        const content = Object(await unsealIron(sealed, all, defaults))
        return content.purpose === purpose ? content.value : undefined
      } catch {
        return undefined
      }
    },
  }
}

function toPassword(secret: unknown): { id: string; secret: string } {
  if (typeof secret !== 'string' || secret.length < 32) {
    throw new ConfigurationError(
      'Each of secrets must be a random text of 32 characters or more: `openssl rand -base64 32` makes one.',
    )
  }
  return { id: hash(`caefetch web secret ${secret}`).slice(0, 8).replaceAll('-', '_'), secret }
}

/** A text that tells nothing of what it was made of, and is the same for the same. */
export const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')
