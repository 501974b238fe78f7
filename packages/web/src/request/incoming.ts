/** A request of Express, Fastify or `node:http`: what is used of it. */
export interface NodeRequest {
  /** The method. */
  readonly method?: string | undefined
  /** The path and query. */
  readonly url?: string | undefined
  /** Express: the URL before routers have cut it. */
  readonly originalUrl?: string | undefined
  /** The headers, by names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Fastify: Node's own request. */
  readonly raw?: object | undefined
}

/** A request as any framework has it. */
export type WebRequest = Request | NodeRequest

/** A request as this package looks at it. */
export interface Incoming {
  /** The same object for all who look at the same request. */
  readonly key: object
  readonly method: string
  /** Path and query. The origin is that of `redirectUri`: what a proxy or a Host header says is not asked. */
  readonly target: string
  /** A header, empty where there is none. */
  header(name: string): string
  /** Whether the browser shows the answer as a page, and follows it where it redirects. */
  readonly isNavigation: boolean
  /** Whether the method may change something. */
  readonly isUnsafe: boolean
  /** Where the body can still be read from. */
  readonly body: Request | undefined
}

export function toIncoming(request: WebRequest): Incoming {
  const isFetch = isRequest(request)
  const header = (name: string): string =>
    isFetch ? (request.headers.get(name) ?? '') : textOf(request.headers[name])
  const method = (request.method ?? 'GET').toUpperCase()
  // What is no browser says a mode at times, and never a destination.
  const hasMetadata = header('sec-fetch-dest') !== ''
  return {
    key: isFetch ? request : (request.raw ?? request),
    method,
    target: isFetch ? targetOf(request.url) : (request.originalUrl ?? request.url ?? '/'),
    header,
    isNavigation: hasMetadata
      ? header('sec-fetch-mode') === 'navigate'
      : header('accept').includes('text/html'),
    isUnsafe: !/^(GET|HEAD|OPTIONS)$/.test(method),
    body: isFetch && !request.bodyUsed ? request : undefined,
  }
}

const isRequest = (request: WebRequest): request is Request =>
  typeof request.headers.get === 'function'

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.join(', ') ?? '')

function targetOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
