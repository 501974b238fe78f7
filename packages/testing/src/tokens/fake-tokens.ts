import {
  type AccessToken,
  ConfigurationError,
  type TokenRequest,
  type TokenSource,
} from '@caefetch/core'

/** How one request ends: with a token (or some of what it says), an error, or as if nothing were said. */
export type FakeAnswer = string | Partial<AccessToken> | Error | undefined

/** Options of {@link fakeTokens}. */
export interface FakeTokensOptions {
  /**
   * Answers by request: a list for the first ones, or a function that is asked each time. Where there
   * is none, the token is `t` and the number of the request.
   */
  answers?:
    | readonly FakeAnswer[]
    | ((request: TokenRequest, number: number) => FakeAnswer | Promise<FakeAnswer>)
  /** How long tokens are good for, in seconds. Default: 3600. */
  expiresIn?: number
}

/** A source of tokens for tests, and what it was asked. */
export interface FakeTokens extends TokenSource {
  /** Every request, oldest first. */
  readonly requests: TokenRequest[]
  /** Lets requests wait from now on; returns what lets them go. */
  hold(): () => void
}

/**
 * A source of numbered tokens: the first request is answered with `t1`, the second with `t2`, and so on.
 *
 * @throws {@link ConfigurationError} for an option that cannot be.
 */
export function fakeTokens(options: FakeTokensOptions = {}): FakeTokens {
  const { answers = [], expiresIn = 3600 } = options
  if (!Number.isFinite(expiresIn)) {
    throw new ConfigurationError('fakeTokens: expiresIn must be a number of seconds.')
  }
  if (typeof answers !== 'function' && !Array.isArray(answers)) {
    throw new ConfigurationError('fakeTokens: answers must be a list or a function.')
  }
  const list = typeof answers === 'function' ? undefined : [...answers]
  const answer = typeof answers === 'function' ? answers : undefined
  const requests: TokenRequest[] = []
  let held: Promise<void> | undefined

  return {
    requests,
    hold() {
      let release = (): void => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    async getToken(request) {
      const number = requests.push(request)
      await held
      const given = answer ? await answer(request, number) : list?.[number - 1]
      if (given instanceof Error) throw given
      const token = { token: `t${number}`, expiresOn: Date.now() + expiresIn * 1000 }
      return { ...token, ...(typeof given === 'string' ? { token: given } : given) }
    },
  }
}
