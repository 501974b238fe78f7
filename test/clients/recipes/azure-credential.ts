import type { TokenCredential } from '@azure/core-auth'
import { type Authorizer, decodeClaims } from '@caefetch/core'

/**
 * A credential for clients that must answer challenges by themselves, with the tokens of caefetch:
 * `new SecretClient(url, createCredential(authorizer, url))`.
 */
export const createCredential = (
  { authorize }: Pick<Authorizer, 'authorize'>,
  url: string,
): TokenCredential => ({
  async getToken(scopes, { claims, abortSignal } = {}) {
    const authorization = await authorize({
      url,
      ...(abortSignal instanceof AbortSignal && { signal: abortSignal }),
      cae: { scopes: [scopes].flat(), ...(claims && { claims: decodeClaims(claims) }) },
    })
    if (!authorization) throw new Error(`No entry of \`resources\` is for ${url}.`)
    // caefetch knows until when it is good, and gives the next one in time: ask again within a minute.
    return { token: authorization.slice('Bearer '.length), expiresOnTimestamp: Date.now() + 60_000 }
  },
})
