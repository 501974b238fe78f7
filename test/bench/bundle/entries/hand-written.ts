import { InteractionRequiredAuthError, type IPublicClientApplication } from '@azure/msal-browser'

/** Silently first, then by a popup, as samples have it. */
export async function tokenFrom(
  msal: IPublicClientApplication,
  scopes: string[],
  claims?: string,
): Promise<string> {
  const request = { scopes, ...(claims && { claims }) }
  try {
    const account = msal.getActiveAccount()
    const result = await msal.acquireTokenSilent({ ...request, ...(account && { account }) })
    return result.accessToken
  } catch (error) {
    if (!(error instanceof InteractionRequiredAuthError)) throw error
    return (await msal.acquireTokenPopup(request)).accessToken
  }
}

/** The claims of a challenge as JSON text. */
export function claimsIn({ status, headers }: Response): string | undefined {
  if (status !== 401) return undefined
  const [, claims] = /\bclaims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
  return claims && atob(claims)
}

export const fetchWith =
  (msal: IPublicClientApplication, scopes: string[]) =>
  async (url: string, init: RequestInit = {}): Promise<Response> => {
    async function send(claims?: string): Promise<Response> {
      const headers = new Headers(init.headers)
      headers.set('Authorization', `Bearer ${await tokenFrom(msal, scopes, claims)}`)
      return fetch(url, { ...init, headers })
    }
    const response = await send()
    const claims = claimsIn(response)
    return claims ? send(claims) : response
  }
