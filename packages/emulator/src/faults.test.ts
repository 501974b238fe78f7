import { PublicClientApplication } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import type { Emulator } from './emulator.ts'
import type { FaultOptions } from './faults.ts'
import { startEmulator } from './start-emulator.ts'

const keysOf = (emulator: Emulator) => emulator.fetch(new Request(emulator.jwksUri))

describe('faults', () => {
  it('a status with Retry-After, as often as asked, then all is well', async () => {
    await using emulator = await startEmulator({ port: false })
    emulator.faults.add({ endpoint: 'keys', status: 429, retryAfter: 3, times: 2 })
    for (const _ of [1, 2]) {
      const response = await keysOf(emulator)
      expect(response.status).toBe(429)
      expect(response.headers.get('retry-after')).toBe('3')
      expect(await response.json()).toMatchObject({ error_codes: [90055] })
    }
    expect((await keysOf(emulator)).status).toBe(200)
    expect([...emulator.journal].map(({ fault }) => fault)).toEqual(['429', '429', undefined])
  })

  it('faults at one endpoint leave the others alone, and can be called off', async () => {
    await using emulator = await startEmulator({ port: false })
    emulator.faults.add({ endpoint: 'token', status: 503 })
    expect((await keysOf(emulator)).status).toBe(200)
    emulator.faults.add({ status: 503, times: Number.POSITIVE_INFINITY })()
    expect((await keysOf(emulator)).status).toBe(200)
    emulator.faults.add({ status: 503 })
    emulator.faults.clear()
    expect((await keysOf(emulator)).status).toBe(200)
  })

  it('JSON that breaks off', async () => {
    await using emulator = await startEmulator({ port: false })
    emulator.faults.add({ malformed: true })
    const response = await keysOf(emulator)
    expect(response.headers.get('content-type')).toBe('application/json')
    await expect(response.json()).rejects.toThrow(SyntaxError)
  })

  it('a connection that is cut, with a socket and without', async () => {
    await using emulator = await startEmulator()
    emulator.faults.add({ cut: true, times: 2 })
    await expect(keysOf(emulator)).rejects.toThrow(TypeError)
    await expect(fetch(emulator.jwksUri)).rejects.toThrow('fetch failed')
    expect((await fetch(emulator.jwksUri)).status).toBe(200)
  })

  it('a request with a body is cut as well', async () => {
    await using emulator = await startEmulator()
    emulator.faults.add({ endpoint: 'token', cut: true, times: 2 })
    const url = `${emulator.url}/common/oauth2/v2.0/token`
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const request = new Request(url, { method: 'POST', body })
    await expect(emulator.fetch(request)).rejects.toThrow(TypeError)
    await expect(fetch(url, { method: 'POST', body })).rejects.toThrow('fetch failed')
  })

  it('a slow answer waits on the clock of the emulator', async () => {
    await using emulator = await startEmulator({ port: false, clock: 0 })
    emulator.faults.add({ delay: '30s' })
    const answer = keysOf(emulator).then(({ status }) => `${status} at ${emulator.clock.now()}`)
    await expect(Promise.race([answer, Promise.resolve('waiting')])).resolves.toBe('waiting')
    await emulator.clock.advance('1m')
    expect(await answer).toMatch(/^200 at /)
  })

  it.each<[string, object]>([
    ['status', { status: 200 }],
    ['endpoint', { endpoint: 'nowhere' }],
    ['times', { times: 0 }],
    ['delay', { delay: 'soon' }],
  ])('a fault whose %s makes no sense is refused', async (name, fault) => {
    await using emulator = await startEmulator({ port: false })
    expect(() => emulator.faults.add(fault as FaultOptions)).toThrow(`faults.add: ${name}: `)
  })

  it('MSAL keeps to Retry-After', async () => {
    await using emulator = await startEmulator()
    const { auth } = emulator.msalConfig('cli')
    const app = new PublicClientApplication({ auth })
    const scopes = ['api://orders/orders.read']
    const result = await app.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: ({ userCode }) =>
        emulator.approveDeviceCode(userCode, 'mfa-user@contoso.test'),
    })
    const account = result?.account
    if (!account) throw new Error('no account')
    emulator.journal.clear()
    emulator.faults.add({ endpoint: 'token', status: 429, retryAfter: 60 })
    const renew = () => app.acquireTokenSilent({ account, scopes, forceRefresh: true })
    await expect(renew()).rejects.toThrow()
    await expect(renew()).rejects.toThrow()
    expect(emulator.journal.tokenRequests()).toMatchObject([{ fault: '429', status: 429 }])
  })
})
