import { formatChallenge } from '../challenge/format-challenge.ts'
import { encodeClaims } from '../claims/claims-codec.ts'
import { isEmpty } from '../claims/claims-request.ts'
import { copyBody, streamOf } from '../fetch/body.ts'
import type { CaeFetch, CaeRequestInit, FetchLike } from '../fetch/cae-request-init.ts'
import { isRequest, urlOf } from '../fetch/call.ts'
import {
  type BatchRequest,
  type BatchResponse,
  keyOf,
  membersOf,
  readRequests,
  readResponses,
} from './batch.ts'
import { demandOf, requestsAgain } from './demand.ts'
import { readUpTo } from './read-up-to.ts'

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
    const text = bodyText(input, init)
    const exchange = createExchange(async () => readRequests((await text) ?? ''))
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

/** A batch on its way: what its parts were answered with so far. */
function createExchange(requestsOf: () => Promise<BatchRequest[] | undefined>) {
  let envelope: Response | undefined
  let members: Record<string, unknown> = {}
  let responses: BatchResponse[] = []
  let again: BatchRequest[] | undefined
  let refusal: Response | undefined

  /** The pipeline takes it for the API's, and answers it as it would answer the API. */
  async function refuse(requests: readonly BatchRequest[]): Promise<Response | undefined> {
    const demand = demandOf(requests, responses)
    if (!demand) return undefined
    again = requestsAgain(requests, responses, demand.ids)
    const params: Record<string, string> = isEmpty(demand.claims)
      ? { error: 'invalid_token' }
      : { error: 'insufficient_claims', claims: encodeClaims(demand.claims) }
    const header = formatChallenge({ scheme: 'Bearer', params })
    refusal = new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } })
    return refusal
  }

  /** Takes the answers in place of those that the parts had before. */
  function take(answers: readonly BatchResponse[]): void {
    const byId = new Map(answers.map((answer) => [keyOf(answer.id), answer]))
    responses = responses.map((response) => byId.get(keyOf(response.id)) ?? response)
  }

  async function sendAgain(fetch: FetchLike, ...[input, init]: Parameters<FetchLike>) {
    const body = JSON.stringify({ requests: again })
    const response = await fetch(input, { ...init, body })
    const { text } = await readUpTo(response)
    const answers = response.ok && text !== undefined ? readResponses(text) : undefined
    // A refusal of the envelope is the pipeline's to answer; any other answer leaves the parts as they were.
    if (!answers) return response.status === 401 ? response : undefined
    take(answers)
    return refuse((await requestsOf()) ?? [])
  }

  return {
    over:
      (fetch: FetchLike): FetchLike =>
      async (input, init) => {
        if (envelope) return (await sendAgain(fetch, input, init)) ?? envelope
        const response = await fetch(input, init)
        if (response.status === 401) return response
        const { text, rest } = await readUpTo(response)
        const parts = text !== undefined && /www-authenticate/i.test(text) && readResponses(text)
        const requests = parts ? await requestsOf() : undefined
        if (!parts || !requests) return rest
        responses = parts
        members = membersOf(text)
        const refused = await refuse(requests)
        if (refused) envelope = rest
        return refused ?? rest
      },
    isRefusal: (response: Response): boolean => response === refusal,
    /** The ids of the parts that were challenged last. */
    challenged: (): string[] => (again ?? []).map(({ id }) => id),
    /** The response with all answers; undefined where no part was challenged. */
    result(): Response | undefined {
      if (!envelope) return undefined
      const { status, statusText, url } = envelope
      const headers = new Headers(envelope.headers)
      for (const name of ['content-length', 'content-encoding', 'etag']) headers.delete(name)
      const body = JSON.stringify({ ...members, responses })
      const response = new Response(body, { status, statusText, headers })
      return Object.defineProperty(response, 'url', { value: url })
    },
  }
}

function isBatch(input: string | URL | Request, init: CaeRequestInit | undefined): boolean {
  const method = init?.method ?? (isRequest(input) ? input.method : 'GET')
  return /^post$/i.test(method) && /\/\$batch\/?([?#]|$)/i.test(urlOf(input).replace(/%24/g, '$'))
}

/** The text of a body that is in memory, as it is now. */
async function bodyText(
  input: string | URL | Request,
  init: CaeRequestInit | undefined,
): Promise<string | undefined> {
  const body = init?.body ?? undefined
  if (body === undefined) return isRequest(input) ? input.clone().text() : undefined
  return streamOf(body) ? undefined : new Response(copyBody(body)).text()
}

const isAborted = (input: string | URL | Request, init: CaeRequestInit | undefined): boolean =>
  (init?.signal ?? (isRequest(input) ? input.signal : undefined))?.aborted === true
