import { authContext, createCaeFetch } from '@caefetch/core'
import {
  challengeHandlers,
  claimsChallenge,
  fakeTokens,
  interactionRequired,
} from '@caefetch/testing'
import '@caefetch/testing/vitest'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const api = 'https://api.contoso.com/'
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test('a revoked session goes unnoticed', async () => {
  server.use(...challengeHandlers(`${api}*`))
  const tokens = fakeTokens()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.read'] } })
  expect((await caeFetch(`${api}orders`, { method: 'POST', body: '{}' })).status).toBe(200)
  expect(tokens).toHaveAskedOnce()
  expect(tokens).not.toHaveAskedTimes(2)
})

test('a person who is needed reaches the caller', async () => {
  server.use(...challengeHandlers(`${api}*`, { claims: authContext('c1') }))
  const tokens = fakeTokens({ answers: ['t1', interactionRequired()] })
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.write'] } })
  await expect(caeFetch(api)).rejects.toMatchObject({ code: 'interaction_required' })
  expect(tokens).toHaveAskedOnce(authContext('c1'))
})

test('matchers say what is wrong', () => {
  expect(claimsChallenge()).toBeClaimsChallenge()
  expect(() => expect(new Response()).toBeClaimsChallenge()).toThrow('the status is 200')
})
