import type { ClaimsRequest, RequestedClaims } from '@caefetch/core'

const september2024 = 1_726_077_595

/**
 * The claims request after a revocation: a token that was issued later than `at`, in seconds since the
 * epoch. Default: a moment in September 2024, so that every token of today satisfies it.
 *
 * @see [Continuous access evaluation](https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation)
 */
export const revocation = (at: number = september2024): ClaimsRequest => revocationWith({}, at)

/** A revocation, and what some APIs add to it. */
export const revocationWith = (
  more: RequestedClaims,
  at: number = september2024,
): ClaimsRequest => ({
  access_token: { nbf: { essential: true, value: String(at) }, ...more },
})
