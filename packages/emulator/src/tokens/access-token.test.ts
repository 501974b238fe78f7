import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../start-emulator.ts'

const user = 'x@contoso.test'
const request = { client: 'web', scopes: ['api://api/.default'], user }

async function tokenOf(resource: object, more: object = {}) {
  await using emulator = await startEmulator({
    port: false,
    clock: '2026-03-01T12:00:00Z',
    users: { [user]: { name: 'X', canMfa: true } },
    apps: {
      api: { resource: { uri: 'api://api', scopes: ['read'], ...resource } },
      web: { secret: 's', delegated: { 'api://api': ['read'] } },
    },
    authContexts: { c1: 'One', c2: 'Two' },
    policies: [{ name: 'One', authContexts: ['c1'], grant: ['mfa'] }],
  })
  return decodeJwt(await emulator.accessToken({ ...request, ...more }))
}

describe('access token', () => {
  it('optional claims are there only when the API asks for them', async () => {
    const claims = ['auth_time', 'sid', 'ipaddr', 'ctry', 'email', 'login_hint', 'xms_cc', 'acrs']
    const without = await tokenOf({ optionalClaims: [] })
    for (const claim of claims) expect(without).not.toHaveProperty(claim)
    expect(await tokenOf({ optionalClaims: claims })).toMatchObject({
      auth_time: without.iat,
      sid: expect.any(String),
      ipaddr: '203.0.113.7',
      ctry: 'NL',
      email: user,
      login_hint: expect.stringMatching(/^O\./),
      xms_cc: ['cp1'],
      acrs: ['c2'],
    })
  })

  it('an API that asks for acrs is told of every context that is met', async () => {
    expect((await tokenOf({}, { mfa: true })).acrs).toEqual(['c1', 'c2'])
  })

  it('an API without continuous evaluation gets short-lived tokens, whatever the client can do', async () => {
    const { exp = 0, iat = 0, xms_cc } = await tokenOf({ cae: false })
    expect(exp - iat).toBeLessThanOrEqual(5400)
    expect(xms_cc).toEqual(['cp1'])
  })

  it('v1 tokens say how the user signed in', async () => {
    expect(await tokenOf({ tokenVersion: 1 }, { mfa: true })).toMatchObject({
      acr: '1',
      amr: ['pwd', 'mfa'],
      upn: user,
      appidacr: '1',
    })
    expect((await tokenOf({ tokenVersion: 1 })).amr).toEqual(['pwd'])
  })
})
