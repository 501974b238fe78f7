import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { c1, mia, setup } from '../sign-in/authorize-client.fixture.ts'

describe('device login', () => {
  it('a person types the code of a device, and signs in for it', async () => {
    const { emulator, driver } = await setup()
    const client_id = emulator.msalConfig('cli').auth.clientId
    const send = async (path: string, form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id, ...form })
      const url = `${emulator.url}/common/oauth2/v2.0/${path}`
      return (await emulator.fetch(new Request(url, { method: 'POST', body }))).json()
    }
    const ask = () => send('devicecode', { scope: 'api://orders/orders.read', claims: c1 })
    const poll = (device_code: string) => send('token', { grant_type: 'device_code', device_code })

    const first = await ask()
    const page = await driver.open(first.verification_uri)
    expect((await page.submit('devicelogin', { code: 'NOPE' })).text).toContain('AADSTS70018')
    const login = await page.submit('devicelogin', { code: ` ${first.user_code.toLowerCase()} ` })
    const factor = await login.submit('login', { as: mia })
    const done = await factor.submit('mfa', { answer: 'approve' })
    expect(done.title).toBe('You are signed in')
    expect(decodeJwt((await poll(first.device_code)).access_token).acrs).toEqual(['c1'])

    const second = await ask()
    const declined = await page.submit('devicelogin', { code: second.user_code })
    expect(declined.title).toBe('Pick an account')
    expect((await declined.submit('cancel')).title).toBe('You are not signed in')
    expect((await poll(second.device_code)).error).toBe('authorization_declined')
  })
})
