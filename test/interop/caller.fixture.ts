import { ConfidentialClientApplication } from '@azure/msal-node'
import { createAuthorizer, createCaeFetch, withCae } from '@caefetch/node'
import { type Respond, scope, startGuardedApi } from './guarded-api.fixture.ts'
import { serve } from './loopback.fixture.ts'

/** A request that the API has executed, its body as it came. */
interface Executed {
  method: string
  path: string
  type: string | null
  body: Uint8Array<ArrayBuffer>
}

interface Surroundings {
  /** Where the API is, without a socket. Default: on loopback, over HTTP. */
  url?: string
  /** Whether the emulator speaks https and this process trusts it. */
  https?: boolean
  respond?: Respond
}

/** The guarded API, and a caefetch of the daemon that calls it. */
export async function startCaller({ url, https = false, respond = orders }: Surroundings = {}) {
  const executed: Executed[] = []
  const api = await startGuardedApi({ https }, async (request) => {
    const { pathname: path, search } = new URL(request.url)
    const { method, headers } = request
    const body = new Uint8Array(await request.clone().arrayBuffer())
    executed.push({ method, path: path + search, type: headers.get('content-type'), body })
    return respond(request)
  })
  const { emulator, answer } = api
  emulator.certificate?.trust()
  const server = url ? undefined : await serve(answer)
  const place = server?.url ?? url ?? ''
  const options = {
    resources: { [place]: [scope] },
    ...(!server && {
      fetch: (...call: Parameters<typeof fetch>) => answer(new Request(...call)),
    }),
  }
  const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))

  return {
    ...api,
    url: place,
    executed,
    options,
    /** The server on loopback, if there is one. */
    server: server?.server,
    caeFetch: createCaeFetch(app, options),
    authorizer: createAuthorizer(app, options),
    /** The token requests that carried the claims of a challenge. */
    claimsRequests: () =>
      emulator.journal
        .tokenRequests()
        .filter(({ claims }) =>
          Object.keys(claims?.access_token ?? {}).some((name) => name !== 'xms_cc'),
        ),
    async [Symbol.asyncDispose]() {
      await server?.[Symbol.asyncDispose]()
      await emulator.close()
    },
  }
}

export type Caller = Awaited<ReturnType<typeof startCaller>>

/** Gives the list, and gives back what is placed. */
const orders: Respond = async (request) =>
  request.method === 'POST'
    ? new Response(await request.arrayBuffer(), {
        status: 201,
        headers: { 'content-type': request.headers.get('content-type') ?? '' },
      })
    : Response.json({ orders: [] })

/** An API that lets a call in, and never answers. */
export function createSilence() {
  const { promise: arrived, resolve } = Promise.withResolvers<void>()
  const respond: Respond = () => {
    resolve()
    return new Promise(() => {})
  }
  return { arrived, respond }
}
