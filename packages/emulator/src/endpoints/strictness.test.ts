import { Agent, request } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { mia, reply, setup } from '../sign-in/authorize-client.fixture.ts'
import { startEmulator } from '../start-emulator.ts'

const grant = { grant_type: 'client_credentials', scope: 'api://orders/.default' }

async function post(emulator: Emulator, form: Record<string, string>, headers = {}) {
  const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
  const body = new URLSearchParams(form)
  const response = await emulator.fetch(new Request(url, { method: 'POST', body, headers }))
  return { response, body: await response.json() }
}

const basic = (text: string) => ({
  authorization: `Basic ${Buffer.from(text).toString('base64')}`,
})

describe('a client that authenticates', () => {
  it('with a wrong secret by Basic is told how (RFC 6749 §5.2)', async () => {
    await using emulator = await startEmulator({ port: false })
    const { clientId } = emulator.msalConfig('daemon').auth
    const { response } = await post(emulator, grant, basic(`${clientId}:wrong`))
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    const inForm = await post(emulator, { ...grant, client_id: clientId, client_secret: 'wrong' })
    expect(inForm.response.headers.get('www-authenticate')).toBeNull()
  })

  it('in two ways at once is refused', async () => {
    await using emulator = await startEmulator({ port: false })
    const { clientId, clientSecret = '' } = emulator.msalConfig('daemon').auth
    const form = { ...grant, client_secret: clientSecret }
    const { body } = await post(emulator, form, basic(`${clientId}:${clientSecret}`))
    expect(body).toMatchObject({ error: 'invalid_request', error_codes: [9002313] })
    const both = { ...form, client_id: clientId, client_assertion: 'x' }
    expect((await post(emulator, both)).body).toMatchObject({ error: 'invalid_request' })
  })
})

describe('an authorization code that is redeemed again', () => {
  it('ends the refresh tokens that came of it, and no others', async () => {
    const { emulator, signIn, open, redeem, base } = await setup()
    const { code = '' } = reply(await signIn())
    const other = await redeem(reply(await open({ login_hint: mia })).code ?? '')
    const { refresh_token } = await redeem(code)
    const renew = async (token: string) => {
      const form = { client_id: base.client_id ?? '', grant_type: 'refresh_token' }
      return (await post(emulator, { ...form, refresh_token: token })).body
    }
    const { refresh_token: successor } = await renew(refresh_token)
    expect((await redeem(code)).error_codes).toEqual([54005])
    expect((await renew(refresh_token)).error_codes).toEqual([50173])
    expect((await renew(successor)).error_codes).toEqual([50173])
    expect((await renew(other.refresh_token)).access_token).toBeDefined()
  })
})

describe('a body that is too large', () => {
  it.each([200_000, 2_000_000])('of %d bytes harms no later request', async (length) => {
    await using emulator = await startEmulator()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const send = (method: string, path: string, body = '') =>
      new Promise<number>((resolve, reject) => {
        const headers = { 'content-length': body.length }
        const sent = request(emulator.url + path, { agent, method, headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0))
        })
        sent.on('error', reject).end(body)
      })
    const token = `/${emulator.tenantId}/oauth2/v2.0/token`
    const discovery = `/${emulator.tenantId}/v2.0/.well-known/openid-configuration`
    const large = 'x'.repeat(length)
    const statuses: number[] = []
    for (const [method, path, body] of [
      ['POST', token, large],
      ['GET', discovery],
      ['POST', '/nowhere', large],
      ['GET', discovery],
    ] as const) {
      statuses.push(await send(method, path, body))
    }
    agent.destroy()
    expect(statuses).toEqual([413, 200, 413, 200])
  })
})
