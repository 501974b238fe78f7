import { Readable } from 'node:stream'
import {
  createHttpHeaders,
  type HttpClient,
  type HttpHeaders,
  type PipelineRequest,
  type RawHttpHeaders,
  RestError,
} from '@azure/core-rest-pipeline'
import { CaeError, type CaeFetch } from '@caefetch/node'

/** For the `httpClient` option of any Azure SDK client, in Node. */
export function createHttpClient(caeFetch: CaeFetch): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, body, streamResponseStatusCodes: streamed } = request
      // fetch in Node takes Node's streams as well.
      const open = () => (typeof body === 'function' ? body() : (body ?? null)) as BodyInit
      const init = {
        method,
        headers: readHeaders(request.headers),
        body: open(),
        duplex: 'half',
        redirect: 'manual', // the SDK follows, by its own rules
        signal: signalOf(request),
        ...(typeof body === 'function' && { cae: { replay: open } }),
      } as const
      const response = await caeFetch(url, init).catch((error) => {
        if (!(error instanceof CaeError)) throw error
        // The SDK takes any error's `response` for one of its own, and stumbles over ours.
        const { message, code } = error
        throw Object.assign(new RestError(message, { code, request }), { cause: error })
      })
      const { status, headers } = response
      const isStreamed = streamed?.has(status) || streamed?.has(Number.POSITIVE_INFINITY)
      return {
        request,
        status,
        headers: writeHeaders(headers),
        ...(isStreamed && response.body
          ? { readableStreamBody: Readable.from(response.body, { objectMode: false }) }
          : { bodyAsText: await response.text() }),
      }
    },
  }
}

/** The clients of Storage and Search have the headers of an SDK before, whose method is `toJson`. */
function readHeaders(headers: HttpHeaders | { toJson(): RawHttpHeaders }): RawHttpHeaders {
  return 'toJson' in headers ? headers.toJson() : headers.toJSON()
}

function writeHeaders(received: Headers): HttpHeaders {
  const headers = createHttpHeaders(Object.fromEntries(received))
  return Object.assign(headers, { toJson: headers.toJSON.bind(headers) })
}

function signalOf({ abortSignal, timeout }: PipelineRequest): AbortSignal {
  const signals = timeout > 0 ? [AbortSignal.timeout(timeout)] : []
  if (abortSignal instanceof AbortSignal) signals.push(abortSignal)
  return AbortSignal.any(signals)
}
