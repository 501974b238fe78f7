import { type ClaimsChallenge, readClaimsChallenge } from '@caefetch/core'
import { type BeforeErrorHook, type HTTPError, isHTTPError } from 'ky'

/**
 * Whether an error is a response of the API that still holds a claims challenge: one that came back
 * after it was met, or that was not to be answered.
 */
export const hasChallenge = (
  error: unknown,
): error is HTTPError & { readonly challenge: ClaimsChallenge } =>
  isHTTPError(error) && 'challenge' in error

/** Adds the challenge to the error; not enumerable, so that logging the error prints no claims. */
export const addChallenge: BeforeErrorHook = ({ error }) => {
  const challenge = isHTTPError(error) && readClaimsChallenge(error.response)
  return challenge ? Object.defineProperty(error, 'challenge', { value: challenge }) : error
}
