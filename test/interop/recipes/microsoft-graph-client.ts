import { CaeError } from '@caefetch/core'
import {
  Client,
  type Context,
  GraphClientError,
  RetryHandler,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client'

export function createGraphClient(caeFetch: typeof fetch): Client {
  const send = {
    async execute(context: Context) {
      try {
        context.response = await caeFetch(context.request, context.options)
      } catch (error) {
        if (!(error instanceof CaeError)) throw error
        // Of any other error the client keeps only the name.
        throw Object.assign(new GraphClientError(error.message), { cause: error })
      }
    },
  }
  return Client.initWithMiddleware({
    middleware: [new RetryHandler(), new TelemetryHandler(), send],
  })
}
