import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createOnBehalfOf, withCae } from '@caefetch/node'
import { createGuard, relayChallenge } from '@caefetch/resource'

// A local Entra, and the API that this one calls on behalf of its callers.
const emulator = await startEmulator()
const orders = await startOrdersApi(emulator)

const { tenantId, issuer, jwksUri } = emulator
const audience = emulator.audience('api://web-api')
const guard = createGuard({ tenantId, audience, issuer, jwksUri })
const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('web-api')))
const onBehalfOf = createOnBehalfOf(app, {
  resources: { [orders.url]: ['api://orders/orders.read', 'api://orders/orders.write'] },
})

// In Hono: app.all('*', (c) => handle(c.req.raw)); in Next.js: export { handle as GET }.
async function handle(request: Request): Promise<Response> {
  const verdict = await guard.check(request, { scopes: 'access_as_user' })
  if (!verdict.ok) return verdict.response
  const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? ''
  try {
    const { pathname } = new URL(request.url)
    return await onBehalfOf(token)(`${orders.url}${pathname}`, { method: request.method })
  } catch (error) {
    // What only the user can answer becomes this API's own challenge; the rest is no business of his.
    const { caller } = verdict
    const relayed = relayChallenge(error, { caller, clientId: audience })
    if (relayed) return relayed
    throw error
  }
}

// What a client sees.
const token = await emulator.accessToken({
  client: 'spa',
  user: 'mfa-user@contoso.test',
  scopes: ['api://web-api/access_as_user'],
})
async function call(method: string, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await handle(new Request(`https://web-api.test${path}`, { method, headers }))
  const challenge = response.headers.get('www-authenticate') ?? ''
  console.log(method, path, response.status, /error="\w+"/.exec(challenge)?.[0] ?? '')
}
await call('GET', '/orders')
await call('DELETE', '/orders/1')

await orders.close()
await emulator.close()
