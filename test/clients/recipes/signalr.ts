import { type Authorizer, CaeError } from '@caefetch/core'
import {
  AbortError,
  HttpClient,
  HttpError,
  type HttpRequest,
  HttpResponse,
  type HubConnection,
  HubConnectionBuilder,
  TimeoutError,
} from '@microsoft/signalr'

/** What SignalR sends over HTTP, the negotiation first of all, through caefetch. */
class CaeHttpClient extends HttpClient {
  readonly #fetch: typeof fetch
  /** Why no token could be had; SignalR keeps only the text. */
  unmet: CaeError | undefined

  constructor(caeFetch: typeof fetch) {
    super()
    this.#fetch = caeFetch
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const { url = '', method = 'GET', content, headers, abortSignal, timeout = 0 } = request
    // With the token of the factory caefetch would leave the call alone.
    const { Authorization, ...rest } = headers ?? {}
    const controller = new AbortController()
    if (abortSignal) abortSignal.onabort = () => controller.abort(new AbortError())
    const timer = timeout && setTimeout(() => controller.abort(new TimeoutError()), timeout)
    try {
      this.unmet = undefined
      const { signal } = controller
      const init = { method, headers: rest, body: content || null, signal }
      const response = await this.#fetch(url, init)
      if (!response.ok) throw new HttpError(await response.text(), response.status)
      const { status, statusText } = response
      return request.responseType === 'arraybuffer'
        ? new HttpResponse(status, statusText, await response.arrayBuffer())
        : new HttpResponse(status, statusText, await response.text())
    } catch (error) {
      if (error instanceof CaeError) this.unmet = error
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

/** A connection to a hub: the error of its `start` has what caefetch threw as its `cause`. */
export function createHub({ fetch, authorize }: Authorizer, url: string): HubConnection {
  const httpClient = new CaeHttpClient(fetch)
  const delays = [0, 2_000, 10_000, 30_000]
  const hub = new HubConnectionBuilder()
    .withUrl(url, {
      httpClient,
      // For the WebSocket: it is opened with the token that the negotiation was let in with.
      accessTokenFactory: async () => (await authorize({ url }))?.replace('Bearer ', '') ?? '',
    })
    .withAutomaticReconnect({
      // Another try would not find a person either, or would ask the same one again.
      nextRetryDelayInMilliseconds: ({ previousRetryCount }) =>
        httpClient.unmet ? null : (delays[previousRetryCount] ?? null),
    })
    .build()
  const start = hub.start.bind(hub)
  hub.start = () =>
    start().catch((error) => {
      throw Object.assign(error, { cause: httpClient.unmet })
    })
  return hub
}
