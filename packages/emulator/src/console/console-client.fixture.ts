import type { Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { type OrdersApi, startOrdersApi } from '../orders-api/start-orders-api.ts'
import { createPageDriver, type PageDriver } from '../sign-in/page-driver.fixture.ts'
import { startEmulator } from '../start-emulator.ts'

/** The emulator's page without a browser, as the forms of the page use it. */
export interface ConsoleClient {
  readonly emulator: Emulator
  readonly api: OrdersApi
  readonly driver: PageDriver
  get(path?: string, headers?: Record<string, string>): Promise<Response>
  /** The page as it is now. */
  text(): Promise<string>
  /** Sends a form; the headers are those of a browser that is on the page. */
  post(
    action: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Response>
}

export async function setup(options: EmulatorOptions = {}): Promise<ConsoleClient> {
  const emulator = await startEmulator({
    port: false,
    clock: '2026-03-01T12:00:00Z',
    seed: 'page',
    ...options,
  })
  const api = await startOrdersApi(emulator, { port: false })
  const get: ConsoleClient['get'] = (path = '/', headers = {}) =>
    emulator.fetch(new Request(emulator.url + path, { headers }))
  return {
    emulator,
    api,
    driver: createPageDriver(emulator),
    get,
    text: async () => (await get()).text(),
    post(action, fields = {}, headers = { origin: emulator.url }) {
      const body = new URLSearchParams(fields)
      const url = `${emulator.url}/admin/${action}`
      return emulator.fetch(new Request(url, { method: 'POST', body, headers, redirect: 'manual' }))
    },
  }
}
