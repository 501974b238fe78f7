import { encodeClaims } from '../claims/claims-codec.ts'
import type { FetchLike } from '../fetch/cae-request-init.ts'
import { readCopy } from '../fetch/read-copy.ts'
import { type BatchRequest, isResponse, keyOf, membersOf, readResponses } from './batch.ts'
import { demandOf, requestsAgain } from './demand.ts'

/** A batch on its way. */
export interface BatchExchange {
  /** Sends the batch, and then those of its parts alone that go again; challenged parts are a 401. */
  over(fetch: FetchLike): FetchLike
  /** Whether the pipeline gave up on challenged parts: the response is the 401 that was made of them. */
  isRefusal(response: Response): boolean
  /** The ids of the parts that were challenged last. */
  challenged(): string[]
  /** The response with all answers; undefined where no part was challenged. */
  result(): Response | undefined
}

/** Graph takes payloads of 4 MB. */
const mostBytes = 4_194_304

export function createExchange(requested: Promise<BatchRequest[] | undefined>): BatchExchange {
  /** The first response, and what it holds besides the answers. */
  let envelope: Response | undefined
  let members: Record<string, unknown> = {}
  /** What the parts were answered with so far; what cannot be read of it is the caller's to read. */
  let responses: unknown[] = []
  let again: BatchRequest[] = []
  let refusal: Response | undefined

  return {
    over: (fetch) => async (input, init) => {
      const rest = envelope && { body: JSON.stringify({ requests: again }) }
      const response = await fetch(input, { ...init, ...rest })
      // A refusal of the envelope is the pipeline's to answer.
      if (response.status === 401) return response
      const asItIs = envelope ?? response
      const text = (await readCopy(response, mostBytes)) ?? ''
      if (!envelope && !/www-authenticate/i.test(text)) return response
      const body = membersOf(text)
      const answers = readResponses(body)
      const requests = await requested
      if (!answers || !requests) return asItIs
      const byId = new Map(answers.filter(isResponse).map((answer) => [keyOf(answer.id), answer]))
      const answerTo = (each: unknown): unknown => isResponse(each) && byId.get(keyOf(each.id))
      responses = envelope ? responses.map((each) => answerTo(each) || each) : answers
      const readable = responses.filter(isResponse)
      const demand = demandOf(requests, readable)
      if (!demand) return asItIs
      if (!envelope) members = body
      envelope = asItIs
      again = requestsAgain(requests, readable, demand.ids)
      // The pipeline takes it for the API's, and answers it as it would answer the API.
      const header = `Bearer error="invalid_token", claims="${encodeClaims(demand.claims)}"`
      refusal = new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } })
      return refusal
    },
    isRefusal: (response) => response === refusal,
    challenged: () => again.map(({ id }) => id),
    result() {
      if (!envelope) return undefined
      const response = new Response(JSON.stringify({ ...members, responses }), envelope)
      for (const name of ['content-length', 'content-encoding', 'etag']) {
        response.headers.delete(name)
      }
      return Object.defineProperty(response, 'url', { value: envelope.url })
    },
  }
}
