import { inTime } from '../in-time.ts'
import { readJson } from '../read-text.ts'
import { createKeySet, type KeySet } from './key-set.ts'

/** Thrown when the issuer's keys cannot be had: the token is not at fault. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError'
}

/** How keys are fetched. */
export interface KeyOptions {
  readonly jwksUri: string
  /** The least number of seconds between two fetches. */
  readonly keyCooldown: number
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

export interface Keys {
  /**
   * The keys among which the one of a token is looked for.
   *
   * @throws {@link KeysUnavailableError} where there are none.
   */
  current(): KeySet | Promise<KeySet>
  /**
   * Newer keys than those in which the key of a token was not found; undefined where there can be none.
   *
   * @throws {@link KeysUnavailableError} where there may be newer ones that cannot be had.
   */
  newerThan(keys: KeySet): Promise<KeySet | undefined>
}

/** Until keys are fetched anew, in milliseconds. */
const freshFor = 600_000
/** How long the last keys do when no new ones can be had, in milliseconds: issuers announce new keys earlier. */
const longestOutage = 86_400_000
/** How long the issuer may take for its keys, in milliseconds. */
const fetchTimeout = 5000
/** Before the first keys were had a pause is short, in milliseconds: every call waits for them. */
const firstPause = 1000
const mostBytes = 1_048_576

/**
 * The issuer's public keys. They are fetched when first needed, and in the background when they are older
 * than 10 minutes; calls wait for a fetch only while there are no keys, and for keys of an unknown id.
 * There is one fetch at a time, whatever comes, and none sooner than `keyCooldown` after the last.
 */
export function createKeys({ jwksUri, keyCooldown, fetch }: KeyOptions): Keys {
  const cooldown = keyCooldown * 1000
  let last: { readonly keys: KeySet; readonly fetchedAt: number } | undefined
  let running: Promise<KeySet> | undefined
  let triedAt = Number.NEGATIVE_INFINITY
  let failure: unknown

  async function load(): Promise<KeySet> {
    const request = new Request(jwksUri, {
      headers: { accept: 'application/json, application/jwk-set+json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(fetchTimeout),
    })
    const response = await (fetch ?? globalThis.fetch)(request)
    if (response.status !== 200) throw new Error(`The issuer has answered ${response.status}.`)
    return createKeySet(await readJson(response, mostBytes))
  }

  function refresh(): Promise<KeySet> {
    if (running) return running
    triedAt = Date.now()
    running = inTime(load(), fetchTimeout, 'The issuer does not answer.')
      .then((keys) => {
        last = { keys, fetchedAt: Date.now() }
        failure = undefined
        return keys
      })
      .catch((cause: unknown) => {
        failure = cause
        throw unavailable(cause)
      })
      .finally(() => {
        running = undefined
      })
    return running
  }

  /** Whether so much time has passed since; a clock that was set back makes nothing wait. */
  function hasPassed(time: number, since: number): boolean {
    const passed = Date.now() - since
    return passed >= time || passed < 0
  }

  return {
    current() {
      if (!last || Date.now() - last.fetchedAt >= longestOutage) {
        const pause = last ? cooldown : Math.min(cooldown, firstPause)
        return running || failure === undefined || hasPassed(pause, triedAt)
          ? refresh()
          : Promise.reject(unavailable(failure))
      }
      if (hasPassed(freshFor, last.fetchedAt) && hasPassed(cooldown, triedAt)) {
        refresh().catch(() => {})
      }
      return last.keys
    },
    async newerThan(keys) {
      if (last && last.keys !== keys) return last.keys
      if (running || hasPassed(cooldown, triedAt)) return refresh()
      if (failure !== undefined) throw unavailable(failure)
      return undefined
    },
  }
}

const unavailable = (cause: unknown): KeysUnavailableError =>
  new KeysUnavailableError('The keys of the issuer cannot be had.', { cause })
