import { generateKeyPairSync } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { readyTenant } from '../tenant/ready-tenant.ts'

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const { privateKey, publicKey } = rsa()
const stranger = rsa()
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

async function setup(more: object = {}) {
  const jwk = publicKey.export({ format: 'jwk' })
  const { daemon, ...others } = readyTenant.apps
  const emulator = await startEmulator({
    port: false,
    clock: '2026-03-01T12:00:00Z',
    apps: {
      ...others,
      daemon: { ...daemon, keys: [stranger.publicKey.export({ format: 'jwk' }), jwk], ...more },
    },
  })
  const { clientId } = emulator.msalConfig('daemon').auth
  const url = `${emulator.url}/${emulator.tenantId}/oauth2/v2.0/token`
  const now = emulator.clock.now() / 1000

  async function assertion(claims: object = {}, key = privateKey): Promise<string> {
    const pem = String(key.export({ type: 'pkcs8', format: 'pem' }))
    const payload = { iss: clientId, sub: clientId, aud: url, exp: now + 300, ...claims }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(pem, 'RS256'))
  }

  async function send(form: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'api://orders/.default',
      ...form,
    })
    const response = await emulator.fetch(new Request(url, { method: 'POST', body, headers }))
    return (await response.json()).error_codes?.[0] ?? response.status
  }

  const present = (client_assertion: string, more: Record<string, string> = {}) =>
    send({ client_id: clientId, client_assertion, client_assertion_type: jwtBearer, ...more })

  return { emulator, clientId, url, now, assertion, send, present }
}

describe('client authentication', () => {
  it('an assertion does, signed with any of the keys, for any name of the endpoint', async () => {
    const { emulator, url, assertion, present } = await setup()
    expect(await present(await assertion())).toBe(200)
    expect(await present(await assertion({}, stranger.privateKey))).toBe(200)
    expect(await present(await assertion({ aud: [emulator.issuer] }))).toBe(200)
    expect(await present(await assertion({ aud: url.toUpperCase() }))).toBe(700023)
  })

  it('the client id may be left to the assertion', async () => {
    const { assertion, send } = await setup()
    const form = { client_assertion: await assertion(), client_assertion_type: jwtBearer }
    expect(await send(form)).toBe(200)
    expect(await send({ ...form, client_assertion: 'nonsense' })).toBe(700027)
  })

  it.each<[string, (now: number) => object, number]>([
    ['expired', (now) => ({ exp: now - 301 }), 700024],
    ['early', (now) => ({ nbf: now + 301 }), 700024],
    ['of another client', () => ({ sub: 'someone else' }), 700021],
    ['issued by another', () => ({ iss: 'someone else' }), 700021],
    ['for another endpoint', () => ({ aud: 'https://x.test/' }), 700023],
  ])('an assertion that is %s is refused', async (_, claims, code) => {
    const { assertion, now, present } = await setup()
    expect(await present(await assertion(claims(now)))).toBe(code)
  })

  it('an assertion may be used again, but where the app wants it once', async () => {
    const lenient = await setup()
    const kept = await lenient.assertion({ jti: 'one' })
    expect(await lenient.present(kept)).toBe(200)
    expect(await lenient.present(kept)).toBe(200)
    const strict = await setup({ assertionReplay: 'refused' })
    const first = await strict.assertion({ jti: 'one' })
    expect(await strict.present(first)).toBe(200)
    expect(await strict.present(first)).toBe(700027)
    expect(await strict.present(await strict.assertion({ jti: 'two' }))).toBe(200)
  })

  it('an assertion nobody signed, or of another type, is refused', async () => {
    const { assertion, present } = await setup()
    const good = await assertion()
    expect(await present(await assertion({}, rsa().privateKey))).toBe(700027)
    for (const bad of ['made.up.entirely', `${good.slice(0, -4)}AAAA`, 'e30.e30.', 'x'])
      expect(await present(bad)).toBe(700027)
    expect(await present(good, { client_assertion_type: 'x' })).toBe(9002313)
  })

  it('a secret by Basic authentication may hold anything', async () => {
    const { clientId, send } = await setup()
    const basic = (text: string) => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    })
    expect(await send({}, basic(`${clientId}:daemon-secret`))).toBe(200)
    expect(await send({}, basic(`${clientId}:da%65mon-secret`))).toBe(200)
    expect(await send({}, basic(`${clientId}:100%`))).toBe(7000215)
    expect(await send({}, basic('nonsense'))).toBe(700016)
    expect(await send({ client_id: clientId }, { authorization: 'Bearer x' })).toBe(7000218)
  })

  it('grants for applications want an application that can prove itself', async () => {
    const { emulator, send } = await setup()
    const client_id = emulator.msalConfig('cli').auth.clientId
    expect(await send({ client_id })).toBe(7000218)
    const obo = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    expect(await send({ client_id, grant_type: obo })).toBe(7000218)
  })
})
