import { readClaimsChallenge } from '@caefetch/core'
import { readyTenant, startEmulator } from '@caefetch/emulator'
import { expect, it } from 'vitest'
import { createEventReceiver, createGuard, createRevocations } from '../index.ts'

const mia = 'mfa-user@contoso.test'
const pat = 'plain-user@contoso.test'
const url = 'https://api.contoso.test/events'

async function setScene() {
  const emulator = await startEmulator({ port: false })
  const { tenantId, issuer, jwksUri } = emulator
  const revocations = createRevocations()
  const fetch = (request: Request) => emulator.fetch(request)
  const entra = { issuer, jwksUri, revocations, fetch }
  const audience = emulator.audience('api://orders')
  const guard = createGuard({ ...entra, tenantId, audience })
  const authorization = 'Bearer a-shared-secret'
  const receive = createEventReceiver({ ...entra, audience: url, authorization })
  const stream = emulator.events.push({ url, audience: url, authorization, fetch: receive })
  async function call(token: string) {
    const headers = { authorization: `Bearer ${token}` }
    const verdict = await guard.check(new Request('https://api.contoso.test/', { headers }))
    return verdict.ok ? 'in' : readClaimsChallenge(verdict.response)?.claims
  }
  const tokenOf = (user?: string) =>
    user === undefined
      ? emulator.accessToken({ client: 'daemon', scopes: ['api://orders/.default'] })
      : emulator.accessToken({ client: 'spa', user, scopes: ['api://orders/orders.read'] })
  return { emulator, stream, call, tokenOf }
}

const challenge = {
  access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } },
}

it.each<[string, (scene: Awaited<ReturnType<typeof setScene>>) => Promise<void>]>([
  ['a revocation', ({ emulator }) => emulator.revokeSessions(mia)],
  ['disabling the user', ({ emulator }) => emulator.disableUser(mia)],
  ['deleting the user', ({ emulator }) => emulator.deleteUser(mia)],
  ['a new password', ({ emulator }) => emulator.changePassword(mia)],
  ['high risk', ({ emulator }) => emulator.setRisk(mia, 'high')],
  ['a device out of compliance', ({ emulator }) => emulator.setDeviceCompliance(mia, false)],
])('%s is in force on the very next request, and for nobody else', async (_what, happen) => {
  const scene = await setScene()
  const { call, tokenOf, stream } = scene
  const [token, another, daemon] = [await tokenOf(mia), await tokenOf(pat), await tokenOf()]
  for (const each of [token, another, daemon]) expect(await call(each)).toBe('in')
  await happen(scene)
  expect(stream.deliveries.map(({ status }) => status)).not.toContain(400)
  expect(await call(token)).toMatchObject(challenge)
  expect(await call(another)).toBe('in')
  expect(await call(daemon)).toBe('in')
})

it('a token that is got at once after the revocation is let in', async () => {
  const { emulator, call, tokenOf } = await setScene()
  const token = await tokenOf(mia)
  expect(await call(token)).toBe('in')
  await emulator.revokeSessions(mia)
  expect(await call(await tokenOf(mia))).toBe('in')
  expect(await call(token)).toMatchObject(challenge)
})

it('an application that is revoked is challenged', async () => {
  const { emulator, call, tokenOf } = await setScene()
  const [daemon, user] = [await tokenOf(), await tokenOf(mia)]
  expect(await call(daemon)).toBe('in')
  expect(await call(user)).toBe('in')
  await emulator.disableApp('daemon')
  expect(await call(daemon)).toMatchObject(challenge)
  expect(await call(user)).toBe('in')
})

it('a user who moves is asked for a token for the new address', async () => {
  const { orders } = readyTenant.apps
  const resource = orders?.resource && { ...orders.resource, optionalClaims: ['xms_cc', 'ipaddr'] }
  const apps = { ...readyTenant.apps, orders: { ...orders, resource } }
  const emulator = await startEmulator({ port: false, apps })
  const { tenantId, issuer, jwksUri } = emulator
  const guard = createGuard({
    tenantId,
    issuer,
    jwksUri,
    audience: emulator.audience('api://orders'),
    fetch: (request) => emulator.fetch(request),
    location: {},
  })
  const tokenOf = () =>
    emulator.accessToken({ client: 'spa', user: mia, scopes: ['api://orders/orders.read'] })
  const callFrom = async (peer: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const verdict = await guard.check(new Request('https://a.test/', { headers }), {}, { peer })
    return verdict.ok ? 'in' : readClaimsChallenge(verdict.response)?.claims
  }
  const token = await tokenOf()
  expect(await callFrom('203.0.113.7', token)).toBe('in')
  const wanted = { access_token: { xms_rp_ipaddr: { essential: true, value: '198.51.100.9' } } }
  expect(await callFrom('198.51.100.9', token)).toEqual(wanted)
  await emulator.moveTo(mia, { country: 'BR', ip: '198.51.100.9' })
  expect(await callFrom('198.51.100.9', await tokenOf())).toBe('in')
})
