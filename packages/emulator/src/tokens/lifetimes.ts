import type { Ids } from '../ids.ts'

/** How long an access token lives, and when a client should renew it; in seconds. */
export interface Lifetime {
  readonly expiresIn: number
  readonly refreshIn?: number
}

const minute = 60
const hour = 60 * minute

/**
 * 24 to 28 hours where access is evaluated continuously, renewed half way; else 60 to 90 minutes.
 *
 * @see [Token lifetime](https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation#token-lifetime)
 */
export function accessTokenLifetime(ids: Ids, continuous: boolean): Lifetime {
  if (!continuous) return { expiresIn: ids.between(60 * minute, 90 * minute) }
  const expiresIn = ids.between(24 * hour, 28 * hour)
  return { expiresIn, refreshIn: Math.floor(expiresIn / 2) }
}
