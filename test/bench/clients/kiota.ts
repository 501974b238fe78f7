import {
  BaseBearerTokenAuthenticationProvider,
  DefaultApiError,
  HttpMethod,
  RequestInformation,
} from '@microsoft/kiota-abstractions'
import { AzureIdentityAccessTokenProvider } from '@microsoft/kiota-authentication-azure'
import { FetchRequestAdapter, KiotaClientFactory } from '@microsoft/kiota-http-fetchlibrary'
import type { Client } from './client.ts'
import { credentialOf } from './credential.ts'

export const kiota: Client = {
  name: 'Kiota',
  note: 'the adapter of generated clients, with its default middleware; it asks the credential at each call, and deserializes nothing here',
  create({ url, scopes, app, fetch }) {
    const hosts = new Set([new URL(url).hostname])
    const tokens = new AzureIdentityAccessTokenProvider(credentialOf(app), scopes, undefined, hosts)
    const adapter = new FetchRequestAdapter(
      new BaseBearerTokenAuthenticationProvider(tokens),
      undefined,
      undefined,
      KiotaClientFactory.create(fetch),
    )
    adapter.baseUrl = url
    return async (path) => {
      const request = new RequestInformation(HttpMethod.GET, `{+baseurl}${path}`)
      try {
        await adapter.sendPrimitive(request, 'ArrayBuffer', undefined)
        return 200
      } catch (error) {
        if (error instanceof DefaultApiError) return error.responseStatusCode ?? 0
        throw error
      }
    }
  },
}
