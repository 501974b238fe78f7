import type { HeldToken } from './held-tokens.ts'

/** When an API that refuses whatever token it is given may cost another token request. */
export interface Pauses {
  /** Whether token requests for challenges have to wait. */
  isOn(): boolean
  /** A call was refused with this token, which had been asked for on its behalf. */
  refused(url: string, token: HeldToken): void
  /** A call was served; it ends the pauses if it had been challenged, or is to the place that refused last. */
  served(url: string, wasChallenged: boolean): void
}

const shortest = 1000
const longest = 60_000

/**
 * After so many tokens in a row that were `tolerated`, pauses of 1 s, 2 s, 4 s, … up to a minute. A call
 * that is served ends them.
 */
export function createPauses(tolerated: number): Pauses {
  let refusals = 0
  let until = 0
  let lastPlace = ''
  let lastToken: HeldToken | undefined
  return {
    isOn: () => Date.now() < until,
    refused(url, token) {
      lastPlace = placeOf(url)
      // The calls that shared it are one refusal.
      if (token === lastToken) return
      lastToken = token
      refusals++
      const pause = refusals - tolerated
      if (pause >= 0) until = Date.now() + Math.min(shortest * 2 ** pause, longest)
    },
    served(url, wasChallenged) {
      // That other places take the token says nothing about the one that does not.
      if (refusals > 0 && (wasChallenged || placeOf(url) === lastPlace)) {
        refusals = until = 0
        lastToken = undefined
      }
    },
  }
}

/** The path without its query, which may hold secrets. */
const placeOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? ''
