import { milliseconds } from '../duration.ts'
import type { Ids } from '../ids.ts'

/** How long an access token lives, and when a client should renew it; in seconds. */
export interface AccessTokenLifetime {
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
export function accessTokenLifetime(ids: Ids, continuous: boolean): AccessTokenLifetime {
  if (!continuous) return { expiresIn: ids.between(60 * minute, 90 * minute) }
  const expiresIn = ids.between(24 * hour, 28 * hour)
  return { expiresIn, refreshIn: Math.floor(expiresIn / 2) }
}

/** In seconds. */
export const idTokenLifetime: number = hour

/** In milliseconds, from the last use; a single page app's is not prolonged by use. */
export const refreshTokenLifetime: { readonly singlePageApp: number; readonly others: number } = {
  singlePageApp: milliseconds('24h'),
  others: milliseconds('90d'),
}

/** In seconds. */
export const federatedTokenLifetime: number = hour

export const authorizationCodeLifetime = '10m'

/** How long a person may take for a sign-in, and for one that a device waits for. */
export const signInLifetime = '1h'
export const deviceSignInLifetime = '15m'

/** In seconds, as devices are told. */
export const deviceCodeLifetime: number = 15 * minute
export const devicePollInterval = 5

/** How long what has expired is remembered, in milliseconds. */
export const gracePeriod: number = milliseconds('1d')
