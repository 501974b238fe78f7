import { ConfidentialClientApplication } from '@azure/msal-node'
import { createCaeFetch as createCoreFetch, type FetchLike } from '@caefetch/core'
import { withBatch } from '@caefetch/core/batch'
import { startEmulator } from '@caefetch/emulator'
import { createCaeKy } from '@caefetch/ky'
import { createCaeFetch, withCae } from '@caefetch/node'
import { redisShare } from '@caefetch/redis'
import { createGuard } from '@caefetch/resource'
import { createWeb } from '@caefetch/web'

// What a project on a server compiles without the types of the DOM: `lib` is of ECMAScript alone.

export const app = new ConfidentialClientApplication(
  withCae({ auth: { clientId: 'daemon', clientSecret: 'secret' } }),
)
export const caeFetch = createCaeFetch(app)
export const batching = withBatch(createCoreFetch({ getToken: async () => ({ token: 'none' }) }))
export const platform: FetchLike = fetch
export const posted: Promise<Response> = caeFetch(new URL('https://graph.microsoft.com/v1.0/me'), {
  method: 'POST',
  body: new Uint8Array(2),
  headers: [['accept', 'application/json']],
  cae: { replay: async () => new Blob(['{}']) },
})
// @ts-expect-error: no call is for a number, which `any` would take.
export const typed = () => caeFetch(123)
export const parts = [createCaeKy(caeFetch), createGuard, createWeb, redisShare, startEmulator]
