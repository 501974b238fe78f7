import { ConfidentialClientApplication } from '@azure/msal-node'
import { mergeClaims, readClaimsChallenge } from '@caefetch/core'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { createCaeFetch, withCae } from '@caefetch/node'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type GoldenHeader, goldenHeaders } from './golden-headers.fixture.ts'

const emulator = await startEmulator()
let golden: GoldenHeader = { header: '' }
const api = await startOrdersApi(emulator, {
  challenge: () =>
    new Response('refused', {
      status: golden.status ?? 401,
      headers: { 'www-authenticate': golden.header },
    }),
})
const scopes = ['api://orders/.default']
const cp1 = { access_token: { xms_cc: { values: ['cp1'] } } }

afterAll(async () => {
  await api.close()
  await emulator.close()
})

beforeEach(() => emulator.journal.clear())

const all = Object.entries(goldenHeaders)

test.each(all)('the orders API can answer with %s', async (_, one) => {
  golden = one
  const token = await emulator.accessToken({ client: 'daemon', scopes })
  await emulator.revokeSessions('daemon')
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${api.url}/orders`, { headers })
  expect(response.status).toBe(one.status ?? 401)
  expect(response.headers.get('www-authenticate')).toBe(one.header.trim())
  expect(readClaimsChallenge(response)?.claims).toEqual(one.claims)
  await response.body?.cancel()
})

async function callAfterRevocation(one: GoldenHeader): Promise<Response> {
  golden = one
  const app = new ConfidentialClientApplication(withCae(emulator.msalConfig('daemon')))
  const caeFetch = createCaeFetch(app, { resources: { [api.url]: scopes }, onEvent: () => {} })
  const response = await caeFetch(`${api.url}/orders`)
  expect(response.status).toBe(200)
  await emulator.revokeSessions('daemon')
  return caeFetch(`${api.url}/orders`)
}

test.each(all.filter(([, { claims }]) => claims))('a daemon recovers from %s', async (_, one) => {
  expect((await callAfterRevocation(one)).status).toBe(200)
  // MSAL asks for claims of ID tokens as well.
  expect(emulator.journal.tokenRequests().at(-1)?.claims?.access_token).toEqual(
    mergeClaims(one.claims ?? {}, cp1).access_token,
  )
  expect(emulator.journal.tokenRequests()).toHaveLength(2)
})

const refusals = all.filter(([, { claims }]) => !claims)

test.each(refusals)('a daemon asks once for another token at most after %s', async (_, one) => {
  const response = await callAfterRevocation(one)
  const isInvalid = one.header.includes('invalid_token')
  expect(response.status).toBe(isInvalid ? 200 : 401)
  expect(response.headers.get('www-authenticate')).toBe(isInvalid ? null : one.header)
  expect(emulator.journal.tokenRequests()).toHaveLength(isInvalid ? 2 : 1)
  for (const { claims } of emulator.journal.tokenRequests()) {
    expect(claims?.access_token).toEqual(cp1.access_token)
  }
})
