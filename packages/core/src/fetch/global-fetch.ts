import type { FetchLike } from './cae-request-init.ts'

/** The platform's fetch, as it is when it is called. */
export interface GlobalFetch {
  send: FetchLike
  /** The fetch to pass a call on to that this caefetch has itself sent: it stands in the global's place. */
  reentered(): FetchLike | undefined
}

/**
 * What others put into `globalThis.fetch` later (msw, Sentry, OpenTelemetry) is called as well. That may
 * be this very caefetch, or a wrapper around it, which would call it again without end: such a call is
 * given to the fetch that was there when caefetch was created.
 */
export function createGlobalFetch(): GlobalFetch {
  const original = globalThis.fetch
  let isSending = false
  return {
    send(input, init) {
      if (isSending) return original(input, init)
      isSending = true
      try {
        return globalThis.fetch(input, init)
      } finally {
        isSending = false
      }
    },
    reentered: () => (isSending ? original : undefined),
  }
}
