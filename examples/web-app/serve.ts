import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Emulator, type OrdersApi, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { getRequestListener } from '@hono/node-server'
import { createShop, type ShopSettings } from './shop.ts'

/** One process of the shop. */
export interface Replica extends AsyncDisposable {
  url: string
  /** How it has answered the events that were pushed to it. */
  events(): number[]
  /** Forgets all that it holds, as a process that starts anew. */
  restart(): void
}

export interface Surroundings extends AsyncDisposable {
  entra: Emulator
  api: OrdersApi
  /** Starts the shop, and tells Entra to push security events to it. */
  startReplica(options?: ReplicaOptions): Promise<Replica>
}

export interface ReplicaOptions extends Partial<Pick<ShopSettings, 'sessions'>> {
  /** Default: any free one. */
  port?: number
  /** Whether it is the one that Entra pushes events to. Default: `true`. */
  hearsEvents?: boolean
}

const secret = 'a secret of the example: in production, openssl rand -base64 32'

/** Starts Entra and the orders API; the shop comes by `startReplica`. */
export async function startSurroundings(): Promise<Surroundings> {
  const entra = await startEmulator()
  const api = await startOrdersApi(entra)
  const { issuer, jwksUri } = entra
  const audience = 'https://shop.contoso.test/events'
  const { auth } = entra.msalConfig('web-api')

  async function startReplica({ port = 0, hearsEvents = true, ...options }: ReplicaOptions = {}) {
    const server = await listen(port)
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    const events = { issuer, jwksUri, audience }
    const settings = { ...options, url, auth, api: api.url, events, entra: entra.url }
    const start = () => getRequestListener(createShop({ ...settings, secrets: [secret] }).fetch)
    let shop = start()
    server.on('request', (request, response) => void shop(request, response))
    const stream = hearsEvents ? entra.events.push({ url: `${url}/events`, audience }) : undefined
    return {
      url,
      events: () => stream?.deliveries.map(({ status }) => status) ?? [],
      restart() {
        shop = start()
      },
      async [Symbol.asyncDispose]() {
        server.closeAllConnections()
        server.close()
      },
    }
  }

  return {
    entra,
    api,
    startReplica,
    async [Symbol.asyncDispose]() {
      await api.close()
      await entra.close()
    },
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
