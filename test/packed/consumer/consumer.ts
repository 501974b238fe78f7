import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { createCaeFetch as createBrowserFetch, dialogPrompt } from '@caefetch/browser'
import { authContext, createCaeFetch as createCoreFetch, parseChallenges } from '@caefetch/core'
import { startEmulator, startOrdersApi } from '@caefetch/emulator'
import { type CaeKy, createCaeKy, hasChallenge } from '@caefetch/ky'
import { type CaeFetch, createCaeFetch, createOnBehalfOf, withCae } from '@caefetch/node'
import { createCaeListener, createGuardListener } from '@caefetch/opentelemetry'
import { CaeProvider, createChallenge } from '@caefetch/react'
import { redisReplays, redisRevocations, redisShare } from '@caefetch/redis'
import { createGuard, createRevocations } from '@caefetch/resource'
import { claimsChallenge } from '@caefetch/testing'
import ky, { type KyInstance } from 'ky'
import { createElement } from 'react'

assert.equal(parseChallenges('Bearer realm="x"')[0]?.params.realm, 'x')

assert.equal(claimsChallenge().status, 401)
const audience = 'api://orders'
const tenantId = '11111111-1111-4111-8111-111111111111'
assert(createGuard({ tenantId, audience, onEvent: createGuardListener() }))
assert.equal(typeof createRevocations().revoke, 'function')
for (const onRedis of [redisReplays, redisRevocations, redisShare]) {
  assert.equal(typeof onRedis, 'function')
}
assert.equal(typeof createBrowserFetch, 'function')
assert.equal(typeof dialogPrompt(), 'function')
const element = createElement(CaeProvider, { fetch, challenge: createChallenge() })
assert.equal(element.type, CaeProvider)
// Without it server components would run the hooks.
const entry = await readFile(new URL(import.meta.resolve('@caefetch/react')), 'utf8')
assert.match(entry, /^'use client'/)

const anonymous: CaeFetch = createCoreFetch({ getToken: async () => ({ token: 'none' }) })
assert.equal(typeof anonymous, 'function')

await using entra = await startEmulator()
await using api = await startOrdersApi(entra)
const app = new ConfidentialClientApplication(withCae(entra.msalConfig('daemon')))
const caeFetch = createCaeFetch(app, {
  resources: { [api.url]: ['api://orders/.default'] },
  onEvent: createCaeListener(),
})
assert.equal(typeof createOnBehalfOf(app), 'function')

await caeFetch(`${api.url}/orders`)
await entra.revokeSessions('daemon')
const response = await caeFetch(`${api.url}/orders`, { method: 'POST', body: '{}' })
assert.equal(response.status, 201)
await assert.rejects(caeFetch(`${api.url}/orders/1`, { cae: { claims: authContext('c1') } }))

const orders: CaeKy = createCaeKy(caeFetch, { prefix: api.url })
const anyKy: KyInstance[] = [ky, orders]
assert.equal(anyKy.length, 2)
await entra.revokeSessions('daemon')
assert.equal((await orders.post('orders', { json: {} })).status, 201)
assert.equal(hasChallenge(await orders.get('nowhere').catch((error) => error)), false)
