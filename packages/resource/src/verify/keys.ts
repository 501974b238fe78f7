import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
} from 'jose'

/** Thrown when the issuer's keys cannot be had: the token is not at fault. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

/** How keys are fetched. */
export interface KeyOptions {
  readonly jwksUri: string
  /** Seconds between two fetches because of unknown key ids. */
  readonly keyCooldown: number
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

export interface Keys {
  readonly get: JWTVerifyGetKey
  /**
   * Whether the key, which was found by this id, may sign for that tenant: Entra marks keys that belong
   * to a single one.
   */
  mayServe(key: object, kid: string | undefined, tid: string | undefined): boolean
}

/** How long the last keys do when no new ones can be had, in milliseconds: issuers announce new keys earlier. */
const longestOutage = 86_400_000

/** The issuer's public keys: fetched when first needed, every 10 minutes, and for unknown key ids. */
export function createKeys({ jwksUri, keyCooldown, fetch }: KeyOptions): Keys {
  const remote = createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: keyCooldown * 1000,
    ...(fetch && {
      [customFetch]: (url: string, init: RequestInit) => fetch(new Request(url, init)),
    }),
  })
  let freshAt = 0
  const found = new WeakMap<object, { kid: string | undefined; issuers: unknown[] }>()

  /**
   * Whose the key is; where the token names none, whose all of them are, since any may have been found.
   * Looks once, because `jwks()` copies the whole set; a set that is fetched anew has other objects.
   */
  function issuersOf(key: object, kid: string | undefined): unknown[] {
    const known = found.get(key)
    if (known && known.kid === kid) return known.issuers
    const all = remote.jwks()?.keys ?? []
    const issuers: unknown[] = all
      .filter((each) => kid === undefined || each.kid === kid)
      .map((each) => Reflect.get(each, 'issuer'))
    found.set(key, { kid, issuers })
    return issuers
  }

  return {
    async get(header, token) {
      try {
        const key = await remote(header, token)
        freshAt = Date.now()
        return key
      } catch (error) {
        if (isAboutToken(error)) throw error
        const known = Date.now() - freshAt < longestOutage ? remote.jwks() : undefined
        const key = known && (await createLocalJWKSet(known)(header, token).catch(() => undefined))
        if (key) return key
        throw new KeysUnavailableError('The keys of the issuer cannot be had.', { cause: error })
      }
    },
    mayServe(key, kid, tid) {
      if (tid === undefined) return true
      return issuersOf(key, kid).every(
        (issuer) =>
          typeof issuer !== 'string' ||
          issuer.includes('{tenantid}') ||
          issuer.toLowerCase().includes(tid),
      )
    },
  }
}

const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported
