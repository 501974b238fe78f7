import type { ClaimsRequest, TokenRequest } from '@caefetch/core'
import type { MatcherContext, MatcherResult } from './matcher.ts'

/** Whether claims were asked for so many times; requests without claims do not count. */
export function toHaveAskedTimes(
  this: MatcherContext,
  received: unknown,
  times: number,
): MatcherResult {
  const asked = claimsOf('toHaveAskedTimes', received)
  return {
    pass: asked.length === times,
    message: () =>
      `expected ${this.isNot ? 'another number than ' : ''}${counted(times)}, ${told(asked)}`,
  }
}

/** Whether claims were asked for once, and these if they are given. */
export function toHaveAskedOnce(
  this: MatcherContext,
  received: unknown,
  claims?: ClaimsRequest,
): MatcherResult {
  const asked = claimsOf('toHaveAskedOnce', received)
  const isEqual = claims === undefined || this.equals(asked[0], claims)
  return {
    pass: asked.length === 1 && isEqual,
    message: () =>
      `expected ${this.isNot ? 'another number than ' : ''}${counted(1)}, ${told(asked)}`,
    ...(asked.length === 1 && claims && { actual: asked[0], expected: claims }),
  }
}

function claimsOf(matcher: string, received: unknown): ClaimsRequest[] {
  const requests: unknown = Object(received).requests
  if (!Array.isArray(requests)) {
    throw new TypeError(`${matcher} needs what fakeTokens() returns.`)
  }
  return requests.flatMap(({ claims }: TokenRequest) => (claims ? [claims] : []))
}

const counted = (times: number): string => `${times} claims request${times === 1 ? '' : 's'}`

const told = (asked: readonly ClaimsRequest[]): string =>
  asked.length === 0
    ? 'but there was none'
    : `but there were ${asked.length}:${asked.map((claims) => `\n  ${JSON.stringify(claims)}`).join('')}`
