import type { AccessToken, TokenRequest, TokenSource } from '@caefetch/core'

/** A token source that never answers, and does not heed `signal` either. */
export function unansweringProvider(): TokenSource & { requests: TokenRequest[] } {
  const requests: TokenRequest[] = []
  return {
    requests,
    getToken(request) {
      requests.push(request)
      return new Promise<AccessToken>(() => {})
    },
  }
}
