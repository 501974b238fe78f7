import { decodeJwt, decodeProtectedHeader } from 'jose'

/** What is known of one client's tokens and of what was done to them, in milliseconds since the epoch. */
export interface Dossier {
  /** Called with each token that the client sends. */
  sent(token: string): void
  /** Whether the token that it sent last is good: neither expired, nor revoked, nor of a retired key. */
  holdsGoodToken(): boolean
  /** How old the token is that it sent last, as a part of its life. */
  age(): number
  /** All tokens that it holds end here. */
  revoke(): void
}

/** Watches a client from outside: by what it sends, and what an administrator has done. */
export function createDossier(retiredKeys: ReadonlySet<string>): Dossier {
  const revoked = new Set<string>()
  const seen = new Set<string>()
  let last = ''
  return {
    sent(token) {
      last = token
      seen.add(token)
    },
    holdsGoodToken() {
      if (last === '') return false
      const { exp = 0 } = decodeJwt(last)
      const { kid = '' } = decodeProtectedHeader(last)
      return exp * 1000 > Date.now() && !revoked.has(last) && !retiredKeys.has(kid)
    },
    age() {
      const { iat = 0, exp = 0 } = decodeJwt(last)
      return (Date.now() / 1000 - iat) / (exp - iat)
    },
    revoke() {
      for (const token of seen) revoked.add(token)
      seen.clear()
    },
  }
}
