import type { Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { startEmulator } from '../start-emulator.ts'
import type { MintRequest } from '../tokens/mint.ts'

export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'
const graphScopes = ['https://graph.microsoft.com/.default']

/** What Graph answered, its body read. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>> | undefined
}

/** Microsoft Graph of an emulator without a socket, as the app `admin` or whoever else calls it. */
export interface GraphClient {
  readonly emulator: Emulator
  /** A token for Graph. Default: of the app `admin`. */
  token(request?: Partial<MintRequest>): Promise<string>
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answer>
}

export async function setup(options: EmulatorOptions = {}): Promise<GraphClient> {
  const emulator = await startEmulator({
    port: false,
    clock: '2026-03-01T12:00:00Z',
    seed: 'graph',
    ...options,
  })
  const token: GraphClient['token'] = (request = {}) =>
    emulator.accessToken({ client: 'admin', scopes: graphScopes, ...request })
  const admin = await token()
  return {
    emulator,
    token,
    async call(method, path, body, bearer = admin) {
      const url = path.startsWith('https://') ? path : `${emulator.graphUrl}/v1.0${path}`
      const response = await emulator.fetch(
        new Request(url, {
          method,
          headers: { authorization: `Bearer ${bearer}` },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      const text = await response.text()
      const { status, headers } = response
      return { status, headers, body: text === '' ? undefined : JSON.parse(text) }
    },
  }
}
