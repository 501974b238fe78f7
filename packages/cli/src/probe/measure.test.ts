import { type OrdersApiOptions, startEmulator, startOrdersApi } from '@caefetch/emulator'
import { describe, expect, it } from 'vitest'
import { findCloud } from '../tenant/cloud.ts'
import { createSignIn } from '../tenant/sign-in.ts'
import { createTerminal } from '../terminal/terminal.ts'
import { createApi } from './call-api.ts'
import { measure } from './measure.ts'
import { reportJson } from './report.ts'
import type { Sighting } from './sighting.ts'

const minute = 60_000
const forEver = new AbortController().signal

/** Measures the demo API, as the app `daemon`, on the emulator's own clock. */
async function probe(
  options: OrdersApiOptions & { delay?: string; limit?: number; end?: AbortSignal } = {},
) {
  const { delay = '15m', limit = 20 * minute, end = forEver, ...api } = options
  await using emulator = await startEmulator({
    clock: Date.now(),
    propagationDelay: delay as '15m',
  })
  await using orders = await startOrdersApi(emulator, api)
  const { clientId, clientSecret } = emulator.msalConfig('daemon').auth
  const cloud = await findCloud({ emulator: emulator.url }, forEver)
  const context = {
    terminal: createTerminal(process, true),
    env: { CAEFETCH_CLIENT_SECRET: clientSecret },
    signal: end,
  }
  const sightings: Sighting[] = []
  const see = (sighting: Sighting): void => void sightings.push(sighting)
  const clock = {
    now: () => emulator.clock.now(),
    sleep: (milliseconds: number) => emulator.clock.advance(milliseconds),
  }
  const call = createApi({
    ...{ url: `${orders.url}/orders`, scopes: ['api://orders/orders.read'], clock, signal: end },
    signIn: createSignIn({ clientId, cloud, context }),
    see,
  })
  expect((await call()).status).toBe(200)
  const parts = { call, see, sightings, clock, limit, interval: minute, signal: end }
  const revoke = () => emulator.revokeSessions('daemon')
  return { result: await measure({ ...parts, revoke }), orders: orders.requests.length }
}

describe('a propagation of 15 minutes on the virtual clock', () => {
  it('is measured to the minute', async () => {
    const { result, orders } = await probe()
    expect(result).toMatchObject({
      verdict: 'does_cae',
      refusedAfter: 15 * minute,
      backAfter: 15 * minute,
      personTook: 0,
      challenge: { error: 'insufficient_claims', status: 401 },
    })
    // One before, one a minute, and the refused one again.
    expect(orders).toBe(1 + 16 + 1)
    expect(reportJson('https://api.contoso.com/', result)).toMatchObject({
      calls: 18,
      refusedAfterMs: 15 * minute,
      challenge: { claims: { access_token: { nbf: { essential: true } } } },
    })
  })

  it('is too slow for a limit of ten', async () => {
    const { result } = await probe({ limit: 10 * minute })
    expect(result).toMatchObject({ verdict: 'no_refusal', refusedAfter: undefined })
    expect(result.endedAt - result.revokedAt).toBe(10 * minute)
  })
})

describe('an API that refuses', () => {
  it('without a claims challenge is told from one that does CAE', async () => {
    const challenge = () =>
      new Response(null, {
        status: 401,
        headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      })
    const { result } = await probe({ delay: '0s', challenge })
    expect(result).toMatchObject({ verdict: 'refuses_without_challenge', refusedAfter: 0 })
  })

  it('for ever keeps the client out', async () => {
    let answered = 0
    const claims =
      'eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiI5OTk5OTk5OTk5In19fQ=='
    const gateway = () => {
      answered += 1
      if (answered === 1) return undefined
      const headers = {
        'WWW-Authenticate': `Bearer error="insufficient_claims", claims="${claims}"`,
      }
      return new Response(null, { status: 401, headers })
    }
    const { result } = await probe({ gateway, limit: 3 * minute })
    expect(result.verdict).toBe('not_back')
  })
})

describe('Ctrl-C', () => {
  it('ends the measuring', async () => {
    const end = AbortSignal.abort(new Error('stopped'))
    await expect(probe({ end })).rejects.toThrow('stopped')
  })
})
