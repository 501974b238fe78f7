import { inspect } from 'node:util'
import type { Configuration } from '@azure/msal-node'
import type { CaeEvent, CaeFetchOptions, FetchLike } from '@caefetch/core'
import {
  type EmulatorOptions,
  type OrdersApiOptions,
  startEmulator,
  startOrdersApi,
} from '@caefetch/emulator'
import { expect, vi } from 'vitest'
import { withCae } from './with-cae.ts'

/** The ready tenant's user who has a second factor, and the one who has none. */
export const mia = 'mfa-user@contoso.test'
export const pat = 'plain-user@contoso.test'

export const daemonScopes = ['api://orders/.default']
export const userScopes = ['api://orders/orders.read', 'api://orders/orders.write']

/** A local Entra and the orders API, over loopback, and a witness of all that goes to the API. */
export async function setScene(options: EmulatorOptions & { api?: OrdersApiOptions } = {}) {
  const { api: apiOptions, ...emulatorOptions } = options
  const emulator = await startEmulator(emulatorOptions)
  const api = await startOrdersApi(emulator, apiOptions)
  const tokens: string[] = []
  const events: CaeEvent[] = []
  let holdUp: (() => Promise<void>) | undefined

  const fetch: FetchLike = async (input, init) => {
    tokens.push(tokenOf(new Headers(init?.headers)))
    await holdUp?.()
    return globalThis.fetch(input, init)
  }

  return {
    emulator,
    api,
    /** Every token sent to the API, oldest first. */
    tokens,
    events,
    /** The part of the options that is the same for every caefetch; tokens are for the scopes. */
    options: (scopes: string[]) =>
      ({
        resources: { [api.url]: scopes },
        fetch,
        onEvent: (event) => events.push(event),
      }) satisfies CaeFetchOptions,
    /** An MSAL configuration with cp1. */
    config: (client: string): Configuration => withCae(emulator.msalConfig(client)),
    /** Keeps the next calls, which have their token, on the way; `full` resolves when that many are. */
    hold(count: number) {
      const [gate, full] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      let held = 0
      holdUp = async () => {
        if (++held > count) return
        if (held === count) full.resolve()
        await gate.promise
      }
      return { full: full.promise, release: gate.resolve }
    },
    async [Symbol.asyncDispose]() {
      await api.close()
      await emulator.close()
    },
  }
}

export type Scene = Awaited<ReturnType<typeof setScene>>

const tokenOf = (headers: Headers): string =>
  headers.get('authorization')?.replace(/^Bearer /, '') ?? ''

/** Keeps the next request to the token endpoint on the way. */
export function holdTokenRequest() {
  const [gate, sent] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const send = globalThis.fetch
  const held = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (String(input).includes('/oauth2/v2.0/token')) {
      held.mockRestore()
      sent.resolve()
      await gate.promise
    }
    return send(input, init)
  })
  return { sent: sent.promise, release: gate.resolve }
}

/** Waits until what happens in the background has happened. */
export const eventually = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 5 })

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('The promise resolved.')
}

/** Fails where one of the secrets can be read in an error or an event that someone logs. */
export function expectNoSecrets(told: unknown, secrets: readonly string[]): void {
  const text = `${told} ${JSON.stringify(told)} ${inspect(told, { depth: 9, showHidden: true })}`
  expect(secrets.length).toBeGreaterThan(0)
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20)
    expect(text).not.toContain(secret)
  }
}
