import type { GuardRequest } from '../guard/requirement.ts'
import type { Incoming } from './check-call.ts'

/** What the requests of Express and Fastify have in common with Node's. */
export interface NodeRequest {
  /** The headers, by names in lower case. */
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  /** The method. */
  readonly method?: string | undefined
  /** The path and query. */
  readonly url?: string | undefined
  /** The connection, for the address at its other end. */
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/** The request as a guard looks at it: making a whole `Request` would take longer than the guard does. */
function toGuardRequest({ headers, method, url }: NodeRequest): GuardRequest {
  return {
    headers: {
      get(name) {
        const value = headers[name] ?? headers[name.toLowerCase()]
        return typeof value === 'string' ? value : (value?.join(', ') ?? null)
      },
    },
    ...(method !== undefined && { method }),
    ...(url !== undefined && { url }),
  }
}

/** The call as a guard looks at it. */
export const toIncoming = (own: NodeRequest): Incoming<NodeRequest> => ({
  own,
  request: toGuardRequest(own),
  connection: { peer: own.socket.remoteAddress },
})
