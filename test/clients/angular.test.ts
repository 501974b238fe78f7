import '@angular/compiler'
import {
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpEventType,
  type HttpInterceptorFn,
  httpResource,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http'
import {
  type ApplicationRef,
  Component,
  PLATFORM_ID,
  provideZonelessChangeDetection,
} from '@angular/core'
import { createApplication } from '@angular/platform-browser'
import { Window } from 'happy-dom'
import { firstValueFrom, toArray } from 'rxjs'
import { afterAll, expect, test, vi } from 'vitest'
import { type Caller, createSilence, startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { cae, caeInterceptor } from './recipes/angular.ts'

// The page alone: its own fetch would take the place of Node's, which the servers here need.
const window = new Window({ url: 'http://localhost/' })
vi.stubGlobal('window', window)
vi.stubGlobal('document', window.document)
vi.stubGlobal('Node', window.Node)
vi.stubGlobal('Element', window.Element)
afterAll(async () => {
  await window.happyDOM.close()
  vi.unstubAllGlobals()
})

/** An application in the page, whose HttpClient hands over to caefetch. */
function startApplication({ caeFetch, url }: Pick<Caller, 'caeFetch' | 'url'>) {
  const isOurs = (called: string) => called.startsWith(url)
  const first: HttpInterceptorFn = (request, next) =>
    next(request.clone({ setHeaders: { 'x-first': 'yes' } }))
  return createApplication({
    providers: [
      provideZonelessChangeDetection(),
      provideHttpClient(withInterceptors([first, caeInterceptor(caeFetch, isOurs)])),
    ],
  })
}

const clientOf = ({ injector }: ApplicationRef): HttpClient => injector.get(HttpClient)

testFit({
  connect(caller) {
    const started = startApplication(caller).then(clientOf)
    const url = `${caller.url}/orders`
    return {
      list: async () => firstValueFrom((await started).get(url)),
      place: async (order) => firstValueFrom((await started).post(url, order)),
    }
  },
  reasonOf: (error) => (error instanceof HttpErrorResponse ? error.error : undefined),
})

test('a component shows what it asked for, and again after the session was revoked', async () => {
  let count = 0
  await using caller = await startCaller({ respond: () => Response.json([`order ${++count}`]) })
  class Orders {
    readonly orders = httpResource<string[]>(() => `${caller.url}/orders`)
  }
  const template = `
    <button (click)="orders.reload()">Again</button>
    <ul>@for (order of orders.value(); track $index) { <li>{{ order }}</li> }</ul>`
  Component({ selector: 'shop-orders', template })(Orders)
  const host = window.document.createElement('shop-orders')
  window.document.body.append(host)
  const application = await startApplication(caller)
  expect(application.injector.get(PLATFORM_ID)).toBe('browser')
  application.bootstrap(Orders, host as unknown as Element)
  await application.whenStable()
  expect(host.querySelector('ul')?.textContent?.trim()).toBe('order 1')
  await caller.emulator.revokeSessions('daemon')
  host.querySelector('button')?.click()
  await application.whenStable()
  expect(host.querySelector('ul')?.textContent?.trim()).toBe('order 2')
  expect(caller.statuses).toEqual([200, 401, 200])
  application.destroy()
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
  const http = clientOf(await startApplication({ ...caller, caeFetch }))
  const call = http.get(`${caller.url}/orders`)
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
  const http = clientOf(await startApplication(caller))
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
  const http = clientOf(await startApplication(caller))
  const call = firstValueFrom(http.get(`${caller.url}/orders`))
  await expect(call).rejects.toMatchObject({ name: 'HttpErrorResponse', status, error })
})

test('a call can bring claims of its own', async () => {
  await using caller = await startCaller()
  const claims = { access_token: { nbf: { essential: true, value: '1' } } }
  const context = new HttpContext().set(cae, { claims })
  const http = clientOf(await startApplication(caller))
  await firstValueFrom(http.get(`${caller.url}/orders`, { context }))
  expect(caller.claimsRequests()).toMatchObject([{ claims }])
})
