import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose'
import type { Ids } from '../ids.ts'

/** The tenant's signing keys. */
export interface Keys {
  sign(payload: JWTPayload, typ?: string): Promise<string>
  /** The public keys, the one in use last. */
  jwks(): Promise<JSONWebKeySet>
  /** Signs with a new key from now on; the old ones stay published unless they are retired. */
  rotate(options?: { retire?: boolean }): Promise<void>
}

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>

interface Key {
  readonly privateKey: CryptoKey
  readonly jwk: JWK & { kid: string }
}

// Making a key takes up to 150 ms of CPU, and tests start hundreds of emulators: all of a process
// begin with the same one. Each publishes it by an id of its own, which keeps their tokens apart.
let first: Promise<KeyPair> | undefined

/** Keys are made in the background, so that starting does not wait for them. */
export function createKeys(ids: Ids): Keys {
  first ??= generateKeyPair('RS256')
  let keys = [createKey(ids.opaque(27), first)]

  return {
    async sign(payload, typ = 'JWT') {
      const key = await keys.at(-1)
      if (!key) throw new Error('the tenant has no signing key')
      const { kid } = key.jwk
      const header = { alg: 'RS256', typ, kid, x5t: kid }
      return new SignJWT(payload).setProtectedHeader(header).sign(key.privateKey)
    },
    async jwks() {
      return { keys: (await Promise.all(keys)).map(({ jwk }) => jwk) }
    },
    async rotate({ retire = false } = {}) {
      const next = createKey(ids.opaque(27), generateKeyPair('RS256'))
      keys = retire ? [next] : [...keys, next]
      await next
    },
  }
}

async function createKey(kid: string, pair: Promise<KeyPair>): Promise<Key> {
  const { privateKey, publicKey } = await pair
  const jwk = { ...(await exportJWK(publicKey)), use: 'sig', kid, x5t: kid }
  return { privateKey, jwk }
}
