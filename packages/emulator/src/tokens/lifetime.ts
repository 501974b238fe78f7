import type { Ids } from '../ids.ts'

/** How long an access token lives, and when a client should renew it; in seconds. */
export interface Lifetime {
  readonly expiresIn: number
  readonly refreshIn?: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * 24 to 28 hours where access is evaluated continuously, renewed half way; else 60 to 90 minutes.
 *
 * @see https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation#token-lifetime
 */
export function accessTokenLifetime(ids: Ids, continuous: boolean): Lifetime {
  if (!continuous) return { expiresIn: ids.between(60 * MINUTE, 90 * MINUTE) }
  const expiresIn = ids.between(24 * HOUR, 28 * HOUR)
  return { expiresIn, refreshIn: Math.floor(expiresIn / 2) }
}
