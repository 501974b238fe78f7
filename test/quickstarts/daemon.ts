import { ConfidentialClientApplication } from '@azure/msal-node'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'

// A local Entra, and an API that it protects.
const emulator = await startEmulator()
const api = await startOrdersApi(emulator)

const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))
const caeFetch = createCaeFetch(app, {
  resources: { [api.url]: ['api://orders/.default'] },
  onEvent: (event) => console.log(`  ${event.type}`),
})

const first = await caeFetch(`${api.url}/orders`)
console.log(`GET /orders ${first.status}`)

await emulator.revokeSessions('daemon')
console.log('The session is revoked.')

const second = await caeFetch(`${api.url}/orders`)
console.log(`GET /orders ${second.status}`)

await api.close()
await emulator.close()
