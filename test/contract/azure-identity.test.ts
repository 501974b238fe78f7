import {
  AuthenticationRequiredError,
  ClientSecretCredential,
  CredentialUnavailableError,
  DeviceCodeCredential,
  OnBehalfOfCredential,
} from '@azure/identity'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch } from '@caefetch/node'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, expect, test } from 'vitest'

const emulator = await startEmulator({ https: true })
const api = await startOrdersApi(emulator)

const mia = 'mfa-user@contoso.test'
const ownScope = 'api://orders/.default'
const userScope = 'api://orders/orders.read'
const nbf = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
const c1 = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'

// Without it the credential asks Microsoft whether the authority is one.
const options = {
  authorityHost: emulator.url,
  tenantId: emulator.tenantId,
  disableInstanceDiscovery: true,
}

function daemon(secret = emulator.msalConfig('daemon').auth.clientSecret ?? '') {
  const { clientId } = emulator.msalConfig('daemon').auth
  return new ClientSecretCredential(emulator.tenantId, clientId, secret, options)
}

function device({ mfa = false } = {}) {
  const { clientId } = emulator.msalConfig('cli').auth
  return new DeviceCodeCredential({
    ...options,
    clientId,
    userPromptCallback: ({ userCode }) => emulator.approveDeviceCode(userCode, mia, { mfa }),
  })
}

async function middleTier({ mfa = false } = {}) {
  const { clientId, clientSecret = '' } = emulator.msalConfig('web-api').auth
  const caller = { client: 'spa', user: mia, mfa, scopes: ['api://web-api/access_as_user'] }
  const userAssertionToken = await emulator.accessToken(caller)
  return new OnBehalfOfCredential({ ...options, clientId, clientSecret, userAssertionToken })
}

const grants = () => emulator.journal.tokenRequests().map(({ grant }) => grant)

/** What MSAL threw, which the credential's own error is the wrapping of. */
async function failure(pending: Promise<unknown>): Promise<unknown> {
  const error = await pending.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AuthenticationRequiredError)
  return error instanceof Error ? error.cause : undefined
}

// This process trusts the certificate from here on; one credential was too early.
const untrusting = await daemon()
  .getToken(ownScope)
  .catch((error: unknown) => error)
emulator.certificate?.trust()

afterEach(() => emulator.journal.clear())

afterAll(async () => {
  await api.close()
  await emulator.close()
})

test('is unavailable until the certificate is trusted', () => {
  expect(untrusting).toBeInstanceOf(CredentialUnavailableError)
  expect(untrusting).toMatchObject({ message: expect.stringContaining('endpoints_resolution') })
})

test('a client secret: xms_cc with enableCae, none without, from two caches', async () => {
  const credential = daemon()
  const capable = await credential.getToken(ownScope, { enableCae: true })
  const plain = await credential.getToken(ownScope)
  expect(decodeJwt(capable.token)).toMatchObject({ xms_cc: ['cp1'], iss: emulator.issuer })
  expect(decodeJwt(plain.token)).not.toHaveProperty('xms_cc')
  expect(capable.expiresOnTimestamp - plain.expiresOnTimestamp).toBeGreaterThan(20 * 3_600_000)
  expect(capable.refreshAfterTimestamp).toBeLessThan(capable.expiresOnTimestamp)
  const again = await credential.getToken(ownScope, { enableCae: true })
  expect(again.token).toBe(capable.token)
  expect(grants()).toHaveLength(2)
})

test('a client secret: claims bring a new token', async () => {
  const credential = daemon()
  const first = await credential.getToken(ownScope, { enableCae: true })
  const second = await credential.getToken(ownScope, { enableCae: true, claims: nbf })
  expect(second.token).not.toBe(first.token)
  expect(emulator.journal.tokenRequests().at(-1)).toMatchObject({
    grant: 'client_credentials',
    claims: { access_token: { nbf: { value: '1' }, xms_cc: { values: ['cp1'] } } },
  })
})

test("a client secret: errors are MSAL's, wrapped", async () => {
  const refused = await failure(daemon().getToken(ownScope, { enableCae: true, claims: c1 }))
  expect(refused).toMatchObject({
    name: 'InteractionRequiredAuthError',
    errorNo: 50076,
    claims: expect.stringContaining('"c1"'),
  })
  const wrong = await failure(daemon('not the secret').getToken(ownScope))
  expect(wrong).toMatchObject({ name: 'ServerError', errorNo: 7000215 })
})

test('on behalf of: a token of the user, with xms_cc', async () => {
  const credential = await middleTier({ mfa: true })
  const first = await credential.getToken(userScope, { enableCae: true })
  expect(decodeJwt(first.token)).toMatchObject({
    oid: emulator.objectId(mia),
    scp: 'orders.read',
    xms_cc: ['cp1'],
  })
  const second = await credential.getToken(userScope, { enableCae: true, claims: c1 })
  expect(decodeJwt(second.token)).toMatchObject({ acrs: ['c1'] })
  expect(grants()).toEqual(['on_behalf_of', 'on_behalf_of'])
})

test('on behalf of: claims that the user must satisfy are in the cause of the error', async () => {
  const credential = await middleTier()
  const error = await failure(credential.getToken(userScope, { enableCae: true, claims: c1 }))
  expect(error).toMatchObject({
    name: 'InteractionRequiredAuthError',
    subError: 'basic_action',
    claims: expect.stringContaining('"c1"'),
  })
  await emulator.revokeSessions(mia)
  const revoked = await failure(credential.getToken(userScope, { enableCae: true, claims: nbf }))
  expect(revoked).toMatchObject({ name: 'InteractionRequiredAuthError', claims: nbf })
})

test('a device code: claims are answered by the refresh token while it lives, else by the user', async () => {
  const credential = device()
  const first = await credential.getToken(userScope, { enableCae: true })
  expect(decodeJwt(first.token)).toMatchObject({ preferred_username: mia, xms_cc: ['cp1'] })
  const second = await credential.getToken(userScope, { enableCae: true, claims: nbf })
  expect(second.token).not.toBe(first.token)
  await emulator.revokeSessions(mia)
  const third = await credential.getToken(userScope, { enableCae: true, claims: nbf })
  expect(decodeJwt(third.token).sid).not.toBe(decodeJwt(first.token).sid)
  expect(grants()).toEqual(['device_code', 'refresh_token', 'refresh_token', 'device_code'])
})

test('a device code: a sign-in that does not satisfy the claims is an error without them', async () => {
  const error = await failure(device().getToken(userScope, { enableCae: true, claims: c1 }))
  expect(error).toMatchObject({
    errorCode: 'post_request_failed',
    message: 'post_request_failed: interaction_required',
  })
  expect(error).not.toHaveProperty('claims')
  const strong = await device({ mfa: true }).getToken(userScope, { enableCae: true, claims: c1 })
  expect(decodeJwt(strong.token).acrs).toEqual(['c1'])
})

test.each([
  ['a client secret', daemon, ownScope, 'daemon'],
  ['a device code', device, userScope, mia],
])('createCaeFetch over %s recovers from a revocation', async (_, credential, scope, principal) => {
  const caeFetch = createCaeFetch(credential(), { resources: { [api.url]: [scope] } })
  expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  const before = grants().length
  await emulator.revokeSessions(principal)
  expect((await caeFetch(`${api.url}/orders`)).status).toBe(200)
  expect(api.requests.slice(-2).map(({ status }) => status)).toEqual([401, 200])
  expect(emulator.journal.tokenRequests()[before]?.claims).toMatchObject({
    access_token: { nbf: { essential: true }, xms_cc: { values: ['cp1'] } },
  })
})
