import type { EndReason } from './session.ts'

/** Sessions were revoked, the password has changed, the account is disabled or gone. */
const ofUser = new Set(['50173', '50132', '50133', '50057', '50034'])

/** That Entra gives no more tokens for a sign-in, and since when. */
export interface RefusedRefresh {
  readonly reason: EndReason
  /** Of all sessions of the user that began until then; undefined for this session alone. */
  readonly before?: Date
}

/**
 * Reads Entra's refusal of a refresh token: `invalid_grant` without a suberror or claims, which another
 * step of the user would answer.
 *
 * @see [Error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
export function readRefusedRefresh(error: unknown): RefusedRefresh | undefined {
  const { errorCode, subError, claims, errorNo, errorMessage = '' } = Object(error)
  if (errorCode !== 'invalid_grant' || subError || claims) return undefined
  const text = String(errorMessage).slice(0, 2000)
  const number = String(errorNo ?? '') || (/AADSTS(\d+)/.exec(text)?.[1] ?? '')
  if (!ofUser.has(number)) return { reason: 'expired' }
  return { reason: 'revoked', before: validFrom(text) }
}

/** What AADSTS50173 says: since when tokens are valid. Sessions that began later are good. */
function validFrom(text: string): Date {
  const last = text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)?.at(-1)
  const date = new Date(last ?? Date.now())
  return Number.isNaN(date.getTime()) ? new Date() : date
}
