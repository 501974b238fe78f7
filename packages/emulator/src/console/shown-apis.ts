import type { ActivityLog } from './activity.ts'
import type { AdminParts, Handler } from './console.ts'
import { type Caller, keyOf } from './demo/demo-client.ts'
import { createCallers } from './demo/demo-clients.ts'
import { describeAnswer } from './describe-answer.ts'

/** The APIs whose answers the page shows. */
export interface ShownApis {
  show(api: Handler): ShownApi
  /** Those who can call the latest of them; none when there is no API. */
  callers(): readonly Caller[] | undefined
  /** Throws a `RangeError` when there is none of that key. */
  caller(key: string): Caller
}

interface ShownApi {
  /** The API, as its callers are to reach it. */
  readonly answer: (request: Request) => Promise<Response>
  /** Shows it no longer. */
  stop(): void
}

export function createShownApis(parts: AdminParts, log: ActivityLog): ShownApis {
  const shown = new Map<ShownApi, Caller[]>()
  const callers = (): Caller[] | undefined => [...shown.values()].at(-1)
  return {
    callers,
    caller(key) {
      const caller = callers()?.find((each) => keyOf(each) === key)
      if (caller) return caller
      throw new RangeError('That client cannot call the demo API.')
    },
    show(api) {
      const answer = async (request: Request): Promise<Response> => {
        const response = await api(request)
        // Preflights are a matter between the browser and the API's middleware.
        if (request.method !== 'OPTIONS') {
          const { directory } = parts.entra
          log.add({ kind: 'api', answer: describeAnswer(directory, request, response) })
        }
        return response
      }
      const handle: ShownApi = { answer, stop: () => void shown.delete(handle) }
      shown.set(handle, createCallers(parts, answer))
      return handle
    },
  }
}
