import type { CaeCallOptions, CaeFetch, FetchLike } from '@caefetch/core'
import { type Context, context } from '@opentelemetry/api'

const callContext: unique symbol = Symbol('caefetch.context')

/** The contexts of a call: its caller's, and that of the send under way. */
interface CallContexts {
  readonly caller: Context
  send: Context
}

// A symbol's member is copied with all others where somebody adds to the options of a call.
interface WithContexts extends CaeCallOptions {
  [callContext]?: CallContexts
}

/** The contexts that a call was given; undefined where {@link keepContext} is not above. */
export const contextsOf = (cae: CaeCallOptions | undefined): CallContexts | undefined =>
  (cae as WithContexts | undefined)?.[callContext]

/**
 * Keeps the context that is active when a call is made, for the spans of its challenge, and has each send
 * run in the context of the span that it belongs to. Needed in browsers, where a context is lost at the
 * first `await`; in Node the spans find the caller's without it.
 *
 * @example
 * const caeFetch = keepContext(createCaeFetch(tokens, { onEvent: createCaeListener() }))
 */
export function keepContext<Fetch extends CaeFetch>(caeFetch: Fetch): Fetch {
  const send: CaeFetch = (input, init) => {
    // The members of anything but a plain object are not to be had without reading them.
    if (init && !isPlain(init)) return caeFetch(input, init)
    const caller = context.active()
    const contexts: CallContexts = { caller, send: caller }
    const wrap = init?.cae?.wrapFetch ?? ((fetch: FetchLike) => fetch)
    const cae: WithContexts = {
      ...init?.cae,
      [callContext]: contexts,
      wrapFetch: (fetch) =>
        wrap((request, members) => context.with(contexts.send, () => fetch(request, members))),
    }
    return caeFetch(input, { ...init, cae })
  }
  // A fetch with other options than core's takes what it took before.
  return send as Fetch
}

function isPlain(init: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(init)
  return prototype === Object.prototype || prototype === null
}
