import type { TokenCredential } from '@azure/identity'
import type { ConfidentialClientApplication } from '@azure/msal-node'

/**
 * The credential of all clients, over the same MSAL. That of @azure/identity takes https authorities
 * only; like this one it asks MSAL each time, whose cache answers unless there are claims.
 */
export const credentialOf = (app: ConfidentialClientApplication): TokenCredential => ({
  async getToken(scopes, { claims } = {}) {
    const request = { scopes: [scopes].flat(), ...(claims && { claims }) }
    const result = await app.acquireTokenByClientCredential(request)
    if (!result?.expiresOn) throw new Error('MSAL has no token.')
    const { accessToken: token, expiresOn, refreshOn } = result
    return {
      token,
      expiresOnTimestamp: expiresOn.getTime(),
      ...(refreshOn && { refreshAfterTimestamp: refreshOn.getTime() }),
    }
  },
})

/** The token for the Authorization header. */
export async function tokenOf(
  credential: TokenCredential,
  scopes: string[],
  claims?: string,
): Promise<string> {
  const result = await credential.getToken(scopes, claims ? { claims } : {})
  if (!result) throw new Error('The credential has no token.')
  return result.token
}
