import {
  type ClaimsRequest,
  type InteractionRequiredError,
  isCaeError,
  mergeClaims,
} from '@caefetch/core'
import type { NodeFetch } from '@caefetch/node'
import type { Incoming } from '../request/incoming.ts'

/** What the calls of a request have come to need. */
interface Demand {
  readonly claims?: ClaimsRequest
  /** What MSAL threw for the first of them. */
  readonly cause: unknown
}

/** The calls that are made for each request. */
export interface Calls {
  /** Counts the calls of a request, and what they reject with. */
  watch(incoming: Incoming, fetch: NodeFetch): NodeFetch
  /** All that was asked for a request: of the error, and of the calls that were under way with it. */
  demandOf(incoming: Incoming, error: unknown): Promise<Demand>
}

interface Watched {
  readonly pending: Set<Promise<unknown>>
  readonly errors: Set<unknown>
}

/** How long calls that were under way may take to say what they need, in milliseconds. */
const patience = 1000

export function createCalls(): Calls {
  const requests = new WeakMap<object, Watched>()

  return {
    watch({ key }, fetch) {
      const watched = requests.get(key) ?? { pending: new Set(), errors: new Set() }
      requests.set(key, watched)
      return (input, init) => {
        const call = fetch(input, init)
        const ended = call
          .then(
            () => {},
            (error) => void (isForUser(error) && watched.errors.add(error)),
          )
          .finally(() => watched.pending.delete(ended))
        watched.pending.add(ended)
        return call
      }
    },
    async demandOf({ key }, error) {
      const { pending, errors } = requests.get(key) ?? { pending: new Set(), errors: new Set() }
      await inTime(Promise.all(pending), patience)
      const all = [...new Set([error, ...errors])]
      const claims = mergeClaims(...all.map((each): ClaimsRequest => Object(each).claims ?? {}))
      return {
        cause: Object(error).cause,
        ...(Object.keys(claims).length > 0 && { claims }),
      }
    },
  }
}

/** Whether only a person can help. */
export const isForUser = (error: unknown): error is InteractionRequiredError =>
  isCaeError(error) && error.code === 'interaction_required'

async function inTime(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([promise, over])
  clearTimeout(timer)
}
