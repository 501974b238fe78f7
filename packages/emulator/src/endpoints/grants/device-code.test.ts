import { describe, expect, it } from 'vitest'
import { startEmulator } from '../../start-emulator.ts'

const pat = 'plain-user@contoso.test'

async function setup() {
  const emulator = await startEmulator({ port: false, clock: '2026-03-01T12:00:00Z' })
  const cli = emulator.msalConfig('cli').auth.clientId
  const send = async (path: string, form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: cli, ...form })
    const url = `${emulator.url}/common/oauth2/v2.0/${path}`
    return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
  }
  const ask = (more = {}) => send('devicecode', { scope: 'api://orders/orders.read', ...more })
  const poll = (device_code: string, more = {}) =>
    send('token', { grant_type: 'device_code', device_code, ...more })
  return { emulator, ask, poll }
}

describe('device code', () => {
  it('a code waits fifteen minutes for its user', async () => {
    const { emulator, ask, poll } = await setup()
    const { device_code, user_code, expires_in, interval, message } = await ask()
    expect({ expires_in, interval }).toEqual({ expires_in: 900, interval: 5 })
    expect(message).toContain(user_code)
    expect((await poll(device_code)).error).toBe('authorization_pending')
    await emulator.clock.advance('15m')
    expect((await poll(device_code)).error).toBe('expired_token')
  })

  it('a code is good for its own client only, and only for a public one', async () => {
    const { emulator, ask, poll } = await setup()
    const { device_code, user_code } = await ask()
    emulator.approveDeviceCode(user_code, pat)
    const spa = { client_id: emulator.msalConfig('spa').auth.clientId }
    expect((await poll(device_code, spa)).error_codes).toEqual([700005])
    const daemon = { client_id: emulator.msalConfig('daemon').auth.clientId }
    expect((await ask(daemon)).error_codes).toEqual([7000218])
  })

  it('a session that is revoked before the device asks is of no use to it', async () => {
    const { emulator, ask, poll } = await setup()
    const { device_code, user_code } = await ask()
    emulator.approveDeviceCode(user_code, pat)
    await emulator.revokeSessions(pat)
    expect((await poll(device_code)).error).toBe('expired_token')
  })

  it('what the device asks for is looked at before anyone signs in', async () => {
    const { ask } = await setup()
    expect((await ask({ scope: 'api://x/.default' })).error_codes).toEqual([500011])
    expect((await ask({ claims: '[]' })).error_codes).toEqual([9002313])
  })
})
