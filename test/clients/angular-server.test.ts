import '@angular/compiler'
import {
  HttpClient,
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
  provideZonelessChangeDetection,
  TransferState,
  ɵINJECTOR_SCOPE,
} from '@angular/core'
import { firstValueFrom } from 'rxjs'
import { afterEach, expect, test, vi } from 'vitest'
import { type Caller, startCaller } from '../interop/caller.fixture.ts'
import { serve } from '../interop/loopback.fixture.ts'
import { caeInterceptor } from './recipes/angular.ts'

afterEach(() => vi.unstubAllGlobals())

/** HttpClient as a server that renders provides it, without a page around it. */
function inject({ caeFetch, url }: Caller) {
  const isOurs = (called: string) => called.startsWith(url)
  const injector = createEnvironmentInjector(
    [
      { provide: DOCUMENT, useValue: { cookie: '', location: { href: 'http://localhost/' } } },
      { provide: PLATFORM_ID, useValue: 'server' },
      { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
      provideZonelessChangeDetection(),
      provideHttpClient(withInterceptors([caeInterceptor(caeFetch, isOurs)])),
      withHttpTransferCache({}),
    ],
    Injector.create({ providers: [] }) as EnvironmentInjector,
  )
  return { http: injector.get(HttpClient), state: () => injector.get(TransferState).toJson() }
}

test('what a server answers for a user never goes into the page', async () => {
  vi.stubGlobal('ngServerMode', true)
  await using caller = await startCaller()
  await using open = await serve(async () => Response.json({ news: [] }))
  const { http, state } = inject(caller)
  await firstValueFrom(http.get(`${caller.url}/orders`))
  expect(state()).toBe('{}')
  await firstValueFrom(http.get(`${open.url}/news`))
  expect(state()).toContain('news')
})
