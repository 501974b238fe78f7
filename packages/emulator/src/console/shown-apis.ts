import { ConfigurationError } from '@caefetch/core'
import type { ActivityLog } from './activity.ts'
import type { ConsoleParts, Handler } from './console.ts'
import { type DemoClient, keyOf } from './demo/demo-client.ts'
import { createDemoClients } from './demo/demo-clients.ts'
import { describeAnswer } from './describe-answer.ts'

/** The APIs whose answers the page shows. */
export interface ShownApis {
  show(api: Handler): ShownApi
  /** Shows one answer of an API that clients cannot be tried against here. */
  watch(request: Request, response: Response): void
  /** Those who can call the latest of them; none when there is no API. */
  clients(): readonly DemoClient[] | undefined
  /** Throws a ConfigurationError when there is none of that key. */
  client(key: string): DemoClient
}

interface ShownApi {
  /** The API, as its clients are to reach it. */
  readonly answer: (request: Request) => Promise<Response>
  /** Shows it no longer. */
  stop(): void
}

type ShownApiParts = Pick<ConsoleParts, 'authority' | 'directory' | 'endpoints'>

export function createShownApis(parts: ShownApiParts, log: ActivityLog): ShownApis {
  const shown = new Map<ShownApi, DemoClient[]>()
  function watch(request: Request, response: Response): void {
    // Preflights are a matter between the browser and the API's middleware.
    if (request.method === 'OPTIONS') return
    log.add({ kind: 'api', answer: describeAnswer(parts.directory, request, response) })
  }
  const clients = (): DemoClient[] | undefined => [...shown.values()].at(-1)
  return {
    watch,
    clients,
    client(key) {
      const client = clients()?.find((each) => keyOf(each) === key)
      if (client) return client
      throw new ConfigurationError('That client cannot call the demo API.')
    },
    show(api) {
      const answer = async (request: Request): Promise<Response> => {
        const response = await api(request)
        watch(request, response)
        return response
      }
      const handle: ShownApi = { answer, stop: () => void shown.delete(handle) }
      shown.set(handle, createDemoClients(parts, answer))
      return handle
    },
  }
}
