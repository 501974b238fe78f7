import {
  AuthenticationHandler,
  type Context,
  Client as GraphClient,
  ResponseType,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client'
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js'
import type { Client } from './client.ts'
import { credentialOf } from './credential.ts'

export const microsoftGraphClient: Client = {
  name: 'Microsoft Graph client',
  note: 'it asks the credential at each call; claims challenges it leaves to its caller',
  leavesChallenges: true,
  create({ url, scopes, app, fetch }) {
    const tokens = new TokenCredentialAuthenticationProvider(credentialOf(app), { scopes })
    const send = {
      async execute(context: Context) {
        // The handler wants https, and loopback has none.
        const target = String(context.request).replace('https:', 'http:')
        context.response = await fetch(target, context.options)
      },
    }
    const client = GraphClient.initWithMiddleware({
      baseUrl: url.replace('http:', 'https:'),
      defaultVersion: '',
      customHosts: new Set([new URL(url).hostname]),
      middleware: [
        new AuthenticationHandler(tokens),
        new RetryHandler(),
        new TelemetryHandler(),
        send,
      ],
    })
    return async (path) => {
      const response: Response = await client.api(path).responseType(ResponseType.RAW).get()
      await response.text()
      return response.status
    }
  },
}
