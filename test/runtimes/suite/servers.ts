import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { authContext } from '@caefetch/core'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import { createWeb } from '@caefetch/web'
import { type Check, equal, rejection } from './check.ts'

/** A daemon of real MSAL, its tenant and its API, all in this runtime. */
async function withDaemon(
  run: (daemon: {
    url: string
    caeFetch: ReturnType<typeof createCaeFetch>
    revoke(): Promise<void>
  }) => Promise<void>,
): Promise<void> {
  const entra = await startEmulator()
  const api = await startOrdersApi(entra)
  try {
    const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
    const caeFetch = createCaeFetch(app, { resources: { [api.url]: ['api://orders/.default'] } })
    await run({ url: api.url, caeFetch, revoke: () => entra.revokeSessions('daemon') })
  } finally {
    await api.close()
    await entra.close()
  }
}

/** What runs on servers alone, by package. */
export const servers: Record<string, Record<string, Check>> = {
  node: {
    'recovers 25 calls whose session is revoked': () =>
      withDaemon(async ({ url, caeFetch, revoke }) => {
        equal((await caeFetch(`${url}/orders`)).status, 200)
        await revoke()
        const storm = Array.from({ length: 25 }, () =>
          caeFetch(`${url}/orders`, { method: 'POST', body: '{}' }),
        )
        const statuses = (await Promise.all(storm)).map(({ status }) => status)
        equal([...new Set(statuses)], [201])
      }),

    'says what a daemon cannot satisfy': () =>
      withDaemon(async ({ url, caeFetch }) => {
        const claims = authContext('c1')
        const error = await rejection(caeFetch(`${url}/orders/1`, { cae: { claims } }))
        equal(typeof error.code, 'string')
      }),
  },

  emulator: {
    async 'issues tokens to MSAL, and knows when they are revoked'() {
      const entra = await startEmulator()
      try {
        const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
        const scopes = ['api://orders/.default']
        const result = await app.acquireTokenByClientCredential({ scopes })
        equal(result?.accessToken.split('.').length, 3, 'parts of a token')
        await entra.revokeSessions('daemon')
        const discovery = `${entra.url}/${entra.tenantId}/v2.0/.well-known/openid-configuration`
        equal((await fetch(discovery)).status, 200)
      } finally {
        await entra.close()
      }
    },

    async 'speaks https to who trusts its authority'() {
      const entra = await startEmulator({ https: true })
      try {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
          const ca = entra.certificate?.pem
          get(entra.jwksUri, { ca, agent: false }, (response) => {
            response.resume()
            resolve(response)
          }).on('error', reject)
        })
        equal(response.statusCode, 200)
      } finally {
        await entra.close()
      }
    },
  },

  web: {
    async 'signs in by redirect, with a sealed attempt'() {
      const entra = await startEmulator()
      try {
        const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
        const web = createWeb({
          app,
          redirectUri: 'https://shop.contoso.test/callback',
          secrets: [btoa('0123456789abcdef0123456789abcdef')],
        })
        const response = await web.signIn(new Request('https://shop.contoso.test/sign-in'))
        equal([response.status, response.headers.has('set-cookie')], [303, true])
        const location = new URL(response.headers.get('location') ?? '')
        equal(location.searchParams.get('response_type'), 'code')
      } finally {
        await entra.close()
      }
    },
  },
}
