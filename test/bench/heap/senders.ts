import { createCaeFetch } from '@caefetch/core'
import ky from 'ky'
import { renewed } from './uploads-transport.ts'

type Send = (url: string, init: RequestInit) => Promise<Response>
type Create = (transport: typeof fetch, url: string, bytes: number) => Send

/** Those that can send an upload again, and fetch, which cannot. */
export const senders = {
  caefetch: (transport, url) => overTransport(transport, url, {}),
  'caefetch, with the limit raised': (transport, url, bytes) =>
    overTransport(transport, url, { maxReplayBytes: bytes }),
  'ky with a hook': (transport) =>
    ky.create({
      fetch: transport,
      timeout: false,
      throwHttpErrors: false,
      hooks: {
        afterResponse: [
          ({ request, response, retryCount }) => {
            if (response.status !== 401 || retryCount > 0) return undefined
            const headers = { authorization: `Bearer ${renewed}` }
            return ky.retry({ request: new Request(request, { headers }), delay: 0 })
          },
        ],
      },
    }),
  'bare fetch': (transport) => transport,
} satisfies Record<string, Create>

export type SenderName = keyof typeof senders

function overTransport(
  transport: typeof fetch,
  url: string,
  limit: { maxReplayBytes?: number },
): Send {
  let tokens = 0
  return createCaeFetch(
    { getToken: async () => ({ token: tokens++ === 0 ? 'first' : renewed }) },
    { resources: { [url]: ['orders.write'] }, fetch: transport, ...limit },
  )
}
