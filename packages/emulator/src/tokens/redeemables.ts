import type { Clock } from '../clock.ts'
import { type Duration, milliseconds } from '../duration.ts'
import type { Ids } from '../ids.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { App } from '../tenant/model.ts'

/** What an authorization code stands for. */
interface CodeGrant {
  readonly app: App
  readonly session: Session
  readonly redirectUri: string
  readonly scope: string
  readonly claims: string | undefined
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  redeemed: boolean
}

/** What a refresh token stands for. */
export interface RefreshGrant {
  readonly app: App
  readonly session: Session
  readonly issuedAt: number
  readonly scope: string
}

/** A device that waits for a person elsewhere. */
export interface DeviceGrant {
  readonly app: App
  readonly userCode: string
  readonly scope: string
  readonly claims: string | undefined
  outcome: 'pending' | 'declined' | Session
}

/** Things handed out that can be redeemed, each for a limited time. */
export interface Redeemables<T> {
  add(key: string, value: T, lifetime: Duration): void
  /** The value, whether it is still good, or nothing when there never was one. */
  get(key: string): { readonly value: T; readonly expired: boolean } | undefined
  find(test: (value: T) => boolean): T | undefined
  delete(key: string): void
}

export interface Grants {
  readonly codes: Redeemables<CodeGrant>
  readonly refreshTokens: Redeemables<RefreshGrant>
  readonly devices: Redeemables<DeviceGrant>
  /** Gives out a value to redeem later. */
  newKey(prefix: string): string
}

export function createGrants(clock: Clock, ids: Ids): Grants {
  return {
    codes: createRedeemables(clock),
    refreshTokens: createRedeemables(clock),
    devices: createRedeemables(clock),
    newKey: (prefix) => `${prefix}.${ids.opaque(86)}`,
  }
}

// An expired grant is kept a while, so that it is called expired and not unknown.
const gracePeriod = milliseconds('1d')

export function createRedeemables<T>(clock: Clock): Redeemables<T> {
  const items = new Map<string, { value: T; expires: number }>()

  // Oldest first; stops at the first that is still wanted, so that each add costs next to nothing.
  function sweep(now: number): void {
    for (const [key, { expires }] of items) {
      if (expires + gracePeriod > now) return
      items.delete(key)
    }
  }

  return {
    add(key, value, lifetime) {
      const now = clock.now()
      sweep(now)
      items.set(key, { value, expires: now + milliseconds(lifetime) })
    },
    get(key) {
      const item = items.get(key)
      return item && { value: item.value, expired: clock.now() >= item.expires }
    },
    find(test) {
      for (const { value } of items.values()) if (test(value)) return value
      return undefined
    },
    delete: (key) => void items.delete(key),
  }
}
