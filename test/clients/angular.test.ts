import '@angular/compiler'
import {
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpEventType,
  type HttpInterceptorFn,
  provideHttpClient,
  ɵwithHttpTransferCache as withHttpTransferCache,
  withInterceptors,
} from '@angular/common/http'
import {
  createEnvironmentInjector,
  DOCUMENT,
  type EnvironmentInjector,
  Injector,
  PLATFORM_ID,
  type Provider,
  provideZonelessChangeDetection,
  TransferState,
  ɵINJECTOR_SCOPE,
} from '@angular/core'
import { firstValueFrom, toArray } from 'rxjs'
import { afterEach, expect, test, vi } from 'vitest'
import { type Caller, createSilence, startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { serve } from '../interop/loopback.fixture.ts'
import { cae, caeInterceptor } from './recipes/angular.ts'

afterEach(() => vi.unstubAllGlobals())

/** HttpClient as an application provides it, without a page around it. */
function inject({ caeFetch, url }: Pick<Caller, 'caeFetch' | 'url'>, providers: Provider[] = []) {
  const isOurs = (called: string) => called.startsWith(url)
  const first: HttpInterceptorFn = (request, next) =>
    next(request.clone({ setHeaders: { 'x-first': 'yes' } }))
  const injector = createEnvironmentInjector(
    [
      { provide: DOCUMENT, useValue: { cookie: '', location: { href: 'http://localhost/' } } },
      { provide: PLATFORM_ID, useValue: 'server' },
      { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
      provideZonelessChangeDetection(),
      provideHttpClient(withInterceptors([first, caeInterceptor(caeFetch, isOurs)])),
      providers,
    ],
    Injector.create({ providers: [] }) as EnvironmentInjector,
  )
  return { http: injector.get(HttpClient), state: () => injector.get(TransferState).toJson() }
}

testFit({
  connect(caller) {
    const { http } = inject(caller)
    const url = `${caller.url}/orders`
    return {
      list: () => firstValueFrom(http.get(url)),
      place: (order) => firstValueFrom(http.post(url, order)),
    }
  },
  reasonOf: (error) => (error instanceof HttpErrorResponse ? error.error : undefined),
})

test('who unsubscribes ends the call, and nothing is sent before somebody subscribes', async () => {
  const { arrived, respond } = createSilence()
  await using caller = await startCaller({ respond })
  const ended = Promise.withResolvers<unknown>()
  const caeFetch: Caller['caeFetch'] = (input, init) => {
    const called = caller.caeFetch(input, init)
    called.catch(ended.resolve)
    return called
  }
  const call = inject({ ...caller, caeFetch }).http.get(`${caller.url}/orders`)
  expect(caller.emulator.journal.tokenRequests()).toEqual([])
  const subscription = call.subscribe()
  await arrived
  subscription.unsubscribe()
  expect(await ended.promise).toMatchObject({ name: 'AbortError' })
})

test('interceptors before it work, and the call tells its events', async () => {
  const headers: (string | null)[] = []
  await using caller = await startCaller({
    respond(request) {
      headers.push(request.headers.get('x-first'), request.headers.get('accept'))
      return new Response(`)]}',\n{"orders":[]}`)
    },
  })
  const { http } = inject(caller)
  const options = { observe: 'events', params: { top: 5 } } as const
  const events = await firstValueFrom(http.get(`${caller.url}/orders`, options).pipe(toArray()))
  expect(events.map(({ type }) => type)).toEqual([HttpEventType.Sent, HttpEventType.Response])
  expect(events[1]).toMatchObject({ status: 200, body: { orders: [] } })
  expect(headers).toEqual(['yes', 'application/json, text/plain, */*'])
  expect(caller.executed[0]?.path).toBe('/orders?top=5')
})

test.each([
  [503, 'closed', 'closed'],
  [422, '{"reason":"closed"}', { reason: 'closed' }],
])('a %i is the error that Angular makes of it', async (status, text, error) => {
  await using caller = await startCaller({ respond: () => new Response(text, { status }) })
  const call = firstValueFrom(inject(caller).http.get(`${caller.url}/orders`))
  await expect(call).rejects.toMatchObject({ name: 'HttpErrorResponse', status, error })
})

test('a call can bring claims of its own', async () => {
  await using caller = await startCaller()
  const claims = { access_token: { nbf: { essential: true, value: '1' } } }
  const context = new HttpContext().set(cae, { claims })
  await firstValueFrom(inject(caller).http.get(`${caller.url}/orders`, { context }))
  expect(caller.claimsRequests()).toMatchObject([{ claims }])
})

test('what a server answers for a user never goes into the page', async () => {
  vi.stubGlobal('ngServerMode', true)
  await using caller = await startCaller()
  await using open = await serve(async () => Response.json({ news: [] }))
  const { http, state } = inject(caller, [withHttpTransferCache({})])
  await firstValueFrom(http.get(`${caller.url}/orders`))
  expect(state()).toBe('{}')
  await firstValueFrom(http.get(`${open.url}/news`))
  expect(state()).toContain('news')
})
