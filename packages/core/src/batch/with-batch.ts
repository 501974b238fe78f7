import { streamOf } from '../fetch/body.ts'
import type { CaeFetch, CaeRequestInit, FetchLike } from '../fetch/cae-request-init.ts'
import { isRequest, urlOf } from '../fetch/call.ts'
import { readRequests } from './batch.ts'
import { createExchange } from './exchange.ts'

/** Options of {@link withBatch}. */
export interface BatchOptions {
  /**
   * Hears of parts whose challenge could not be met, with the error that a call of their own would have
   * rejected with; undefined where the API repeats what it asked for. What it throws is ignored.
   */
  onUnresolved?: (error: unknown, ids: readonly string[]) => void
}

/**
 * Wraps a caefetch so that it answers challenges within Microsoft Graph batches: those parts alone are
 * sent again, with one token for all of them, in a batch of their own, and the caller sees one response
 * with the parts in their order. A part whose challenge cannot be met keeps its 401; a batch never
 * rejects for it, because other parts of it were executed.
 *
 * Only POSTs to a path that ends in `/$batch`, whose body is JSON text in memory, are touched, and of
 * their responses those up to 4 MiB.
 *
 * @example
 * const caeFetch = withBatch(createCaeFetch(tokens))
 * @see [JSON batching](https://learn.microsoft.com/graph/json-batching)
 */
export function withBatch<Fetch extends CaeFetch>(
  caeFetch: Fetch,
  { onUnresolved }: BatchOptions = {},
): Fetch {
  const send: CaeFetch = async (input, init) => {
    if (!isBatch(input, init)) return caeFetch(input, init)
    const exchange = createExchange(readBatch(input, init).catch(() => undefined))
    const wrapFetch = (fetch: FetchLike): FetchLike =>
      exchange.over(init?.cae?.wrapFetch?.(fetch) ?? fetch)
    try {
      const response = await caeFetch(input, { ...init, cae: { ...init?.cae, wrapFetch } })
      if (exchange.isRefusal(response)) tell(undefined)
      return exchange.result() ?? response
    } catch (error) {
      const response = isAborted(input, init) ? undefined : exchange.result()
      if (!response) throw error
      tell(error)
      return response
    }

    function tell(error: unknown): void {
      try {
        onUnresolved?.(error, exchange.challenged())
      } catch {}
    }
  }
  // A fetch with other options than core's takes what it took before.
  return send as Fetch
}

function isBatch(input: string | URL | Request, init: CaeRequestInit | undefined): boolean {
  const method = init?.method ?? (isRequest(input) ? input.method : '')
  return /^post$/i.test(method) && /\/(\$|%24)batch\/?([?#]|$)/i.test(urlOf(input))
}

/** The requests of a batch whose body is in memory, as they are now. */
async function readBatch(input: string | URL | Request, init: CaeRequestInit | undefined) {
  const body = init?.body ?? undefined
  if (streamOf(body)) return undefined
  const source = body === undefined && isRequest(input) ? input.clone() : new Response(body)
  return readRequests(await source.text())
}

const isAborted = (input: string | URL | Request, init: CaeRequestInit | undefined): boolean =>
  (init?.signal ?? (isRequest(input) ? input.signal : undefined))?.aborted === true
