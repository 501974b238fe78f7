import { createDefaultHttpClient } from '@azure/core-rest-pipeline'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { withCae } from '@caefetch/node'
import type { World } from './client.ts'
import type { Ready } from './start-api.ts'

/** An application without a token yet, whose calls reach the API over loopback. */
export const createWorld = ({ url, auth }: Ready): World => ({
  url,
  scopes: ['api://orders/.default'],
  app: new ConfidentialClientApplication(withCae({ auth })),
  fetch: (...call) => fetch(...call),
  httpClient: createDefaultHttpClient(),
})
