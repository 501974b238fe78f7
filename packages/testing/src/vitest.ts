import type { ClaimsRequest } from '@caefetch/core'
import { expect } from 'vitest'
import * as matchers from './matchers/index.ts'

declare module 'vitest' {
  // The type parameters are those of vitest's own declaration.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Passes for a Response that is a claims challenge, for these claims if they are given. */
    toBeClaimsChallenge(claims?: ClaimsRequest): R
    /** Passes for fake tokens that were asked for claims once, for these if they are given. */
    toHaveAskedOnce(claims?: ClaimsRequest): R
    /** Passes for fake tokens that were asked for claims so many times. */
    toHaveAskedTimes(times: number): R
  }
}

expect.extend(matchers)
