import {
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  HttpHeaders,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http'
import type { CaeCallOptions, CaeFetch } from '@caefetch/core'
import { Observable } from 'rxjs'

/** `{ context: new HttpContext().set(cae, { scopes, claims }) }` is for a single call. */
export const cae = new HttpContextToken<CaeCallOptions>(() => ({}))

/**
 * Hands calls over to caefetch: `provideHttpClient(withInterceptors([…, caeInterceptor(caeFetch, isOurs)]))`,
 * as the last one. What is behind it is skipped: the backend, and the cache that goes from the server into
 * the page, where an answer for one user has no place.
 */
export const caeInterceptor =
  (caeFetch: CaeFetch, isOurs: (url: string) => boolean): HttpInterceptorFn =>
  (request, next) =>
    isOurs(request.urlWithParams) ? over(caeFetch, request) : next(request)

const over = (caeFetch: CaeFetch, request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> =>
  new Observable((subscriber) => {
    const controller = new AbortController()
    subscriber.next({ type: HttpEventType.Sent })
    send(caeFetch, request, controller.signal).then(
      (response) => {
        subscriber.next(response)
        subscriber.complete()
      },
      (error) => subscriber.error(error),
    )
    return () => controller.abort()
  })

async function send(
  caeFetch: CaeFetch,
  request: HttpRequest<unknown>,
  signal: AbortSignal,
): Promise<HttpResponse<unknown>> {
  const url = request.urlWithParams
  const signals = request.timeout ? [signal, AbortSignal.timeout(request.timeout)] : [signal]
  const init = {
    method: request.method,
    headers: headersOf(request),
    body: request.serializeBody(),
    signal: AbortSignal.any(signals),
    ...(request.withCredentials && { credentials: 'include' as const }),
    cae: request.context.get(cae),
  }
  const response = await caeFetch(url, init).catch((error) => {
    throw new HttpErrorResponse({ error, url })
  })
  const { status, statusText } = response
  const headers = new HttpHeaders(response.headers)
  const told = { headers, status, statusText, url: response.url || url }
  const body = await read(response, request.responseType).catch((error) => {
    throw new HttpErrorResponse({ error, ...told })
  })
  if (!response.ok) throw new HttpErrorResponse({ error: body, ...told })
  return new HttpResponse({ body, ...told })
}

function headersOf(request: HttpRequest<unknown>): Headers {
  const headers = new Headers({ accept: 'application/json, text/plain, */*' })
  const type = request.detectContentTypeHeader()
  if (type) headers.set('content-type', type)
  for (const name of request.headers.keys()) {
    headers.set(name, request.headers.getAll(name)?.join(',') ?? '')
  }
  return headers
}

async function read(response: Response, type: HttpRequest<unknown>['responseType']) {
  if (type === 'blob') return response.blob()
  if (type === 'arraybuffer') return response.arrayBuffer()
  const text = await response.text()
  if (type === 'text') return text
  try {
    // Some APIs put this before their JSON, so that no script can include it.
    return text ? JSON.parse(text.replace(/^\)\]\}',?\n/, '')) : null
  } catch (error) {
    if (!response.ok) return text
    throw error
  }
}
