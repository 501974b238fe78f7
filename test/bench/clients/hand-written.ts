import type { Client } from './client.ts'
import { credentialOf, tokenOf } from './credential.ts'

export const handWritten: Client = {
  name: 'code as in samples',
  note: 'written anew, after what applications copy: MSAL is asked at each call; the claims of a challenge are stored, and sent with each further request for a token',
  create({ url, scopes, app, fetch }) {
    const credential = credentialOf(app)
    const stored = new Map<string, string>()
    const key = new URL(url).host

    return async function call(path, isSecond = false): Promise<number> {
      const token = await tokenOf(credential, scopes, stored.get(key))
      const response = await fetch(url + path, { headers: { Authorization: `Bearer ${token}` } })
      if (response.status === 401 && !isSecond) {
        const claims = claimsIn(response)
        if (claims) {
          stored.set(key, claims)
          return call(path, true)
        }
      }
      await response.text()
      return response.status
    }
  },
}

/** The claims of a challenge as JSON text, the way that most code finds them. */
export function claimsIn({ headers }: Response): string | undefined {
  const [, claims] = /\bclaims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  return claims && atob(claims)
}
