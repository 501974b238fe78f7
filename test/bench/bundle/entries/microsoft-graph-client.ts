import type { IPublicClientApplication } from '@azure/msal-browser'
import {
  Client,
  type Context,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client'
import { fetchWith } from './hand-written.ts'

export function createGraphClient(msal: IPublicClientApplication, scopes: string[]): Client {
  const send = fetchWith(msal, scopes)
  const transport = {
    async execute(context: Context) {
      context.response = await send(String(context.request), context.options)
    },
  }
  return Client.initWithMiddleware({
    middleware: [new RetryHandler(), new TelemetryHandler(), transport],
  })
}
