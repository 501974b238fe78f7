import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { authContext, createCaeFetch, readClaimsChallenge } from '@caefetch/core'
import {
  challengeHandlers,
  claimsChallenge,
  fakeTokens,
  interactionRequired,
} from '@caefetch/testing'
import { setupServer } from 'msw/node'

const api = 'https://api.contoso.com/'
const server = setupServer()
before(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

const askedFor = ({ requests }) => requests.flatMap(({ claims }) => claims ?? [])

test('a revoked session goes unnoticed', async () => {
  server.use(...challengeHandlers(`${api}*`))
  const tokens = fakeTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.read'] } })
  assert.equal((await caeFetch(`${api}orders`, { method: 'POST', body: '{}' })).status, 200)
  assert.equal(askedFor(tokens).length, 1)
})

test('a person who is needed reaches the caller', async () => {
  server.use(...challengeHandlers(`${api}*`, { claims: authContext('c1') }))
  const tokens = fakeTokens({ answers: ['t1', interactionRequired()] })
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.write'] } })
  await assert.rejects(caeFetch(api), { code: 'interaction_required' })
  assert.deepEqual(askedFor(tokens), [authContext('c1')])
})

test('a challenge is a Response', () => {
  const { claims } = readClaimsChallenge(claimsChallenge({ claims: authContext('c1') })) ?? {}
  assert.deepEqual(claims, authContext('c1'))
})
