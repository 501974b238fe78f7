import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import type { Emulator, OrdersApi } from '@caefetch/emulator'
import { createCaeFetch, type NodeFetch, systemBrowser, withCae } from '@caefetch/node'
import { signInOnPages } from '../../packages/node/src/pages.fixture.ts'
import { createDossier, type Dossier } from './oracle.ts'

export const user = 'mfa-user@contoso.test'

export interface Client {
  name: 'daemon' | 'daemon without cp1' | 'user'
  fetch: NodeFetch
  dossier: Dossier
}

/** A daemon with tokens of a day, one with tokens of an hour, and a user's tool. */
export async function startClients(
  entra: Emulator,
  api: OrdersApi,
  retiredKeys: ReadonlySet<string>,
): Promise<Client[]> {
  const userScopes = ['api://orders/orders.read']
  const daemonScopes = ['api://orders/.default']
  const options = (scopes: string[], { sent }: Dossier) => ({
    resources: { [api.url]: scopes },
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      sent(new Headers(init?.headers).get('authorization')?.split(' ')[1] ?? '')
      return fetch(input, init)
    },
    onEvent() {},
  })
  const cli = new PublicClientApplication(withCae(entra.msalConfig('cli')))
  const signIn = systemBrowser(async (url) => void (await signInOnPages(url, user)))
  await signIn(cli, { scopes: userScopes })
  const plain = entra.msalConfig('daemon')
  const start = (
    name: Client['name'],
    app: Parameters<typeof createCaeFetch>[0],
    scopes: string[],
  ): Client => {
    const dossier = createDossier(retiredKeys)
    return { name, fetch: createCaeFetch(app, options(scopes, dossier)), dossier }
  }
  return [
    start('daemon', new ConfidentialClientApplication(withCae(plain)), daemonScopes),
    start('daemon without cp1', new ConfidentialClientApplication(plain), daemonScopes),
    start('user', cli, userScopes),
  ]
}
