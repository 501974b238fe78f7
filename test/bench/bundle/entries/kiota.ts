import type { IPublicClientApplication } from '@azure/msal-browser'
import {
  type AccessTokenProvider,
  AllowedHostsValidator,
  BaseBearerTokenAuthenticationProvider,
} from '@microsoft/kiota-abstractions'
import { FetchRequestAdapter } from '@microsoft/kiota-http-fetchlibrary'
import { tokenFrom } from './hand-written.ts'

export { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions'

export function createAdapter(msal: IPublicClientApplication, scopes: string[], host: string) {
  const hosts = new AllowedHostsValidator(new Set([host]))
  const tokens: AccessTokenProvider = {
    getAllowedHostsValidator: () => hosts,
    getAuthorizationToken: (_url, { claims } = {}) =>
      tokenFrom(msal, scopes, typeof claims === 'string' ? atob(claims) : undefined),
  }
  return new FetchRequestAdapter(new BaseBearerTokenAuthenticationProvider(tokens))
}
