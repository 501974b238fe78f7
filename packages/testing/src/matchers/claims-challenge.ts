import { type ClaimsRequest, readClaimsChallenge } from '@caefetch/core'
import type { MatcherContext, MatcherResult } from './matcher.ts'

/** Whether a response is a claims challenge, and for these claims if they are given. */
export function toBeClaimsChallenge(
  this: MatcherContext,
  received: unknown,
  claims?: ClaimsRequest,
): MatcherResult {
  if (!isResponse(received)) throw new TypeError('toBeClaimsChallenge needs a Response.')
  const found = readClaimsChallenge(received)
  const pass = found !== undefined && (claims === undefined || this.equals(found.claims, claims))
  const message = pass
    ? `expected no claims challenge${claims ? ' for these claims' : ''}`
    : found
      ? 'expected a claims challenge for other claims'
      : `expected a claims challenge, but ${insteadOf(received)}`
  return {
    pass,
    message: () => message,
    ...(claims && found && { actual: found.claims, expected: claims }),
  }
}

/** Runners have realms of their own, whose Response is another class. */
const isResponse = (value: unknown): value is Response =>
  typeof Object(value).status === 'number' && typeof Object(value).headers?.get === 'function'

function insteadOf({ status, headers }: Response): string {
  const challenge = headers.get('www-authenticate')
  if (status !== 401 && status !== 403) return `the status is ${status}`
  if (challenge === null) return `the ${status} has no WWW-Authenticate`
  return `the ${status} has no claims in ${challenge}`
}
