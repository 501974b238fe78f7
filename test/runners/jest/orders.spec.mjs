import { authContext, createCaeFetch } from '@caefetch/core'
import {
  challengeHandlers,
  claimsChallenge,
  fakeTokens,
  interactionRequired,
} from '@caefetch/testing'
import * as matchers from '@caefetch/testing/matchers'
import { jest } from '@jest/globals'
import { setupServer } from 'msw/node'

expect.extend(matchers)

const api = 'https://api.contoso.com/'
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test('a revoked session goes unnoticed', async () => {
  server.use(...challengeHandlers(`${api}*`))
  const tokens = fakeTokens()
  const onEvent = jest.fn()
  const caeFetch = createCaeFetch(tokens, { resources: { [api]: ['orders.read'] }, onEvent })
  expect((await caeFetch(`${api}orders`, { method: 'POST', body: '{}' })).status).toBe(200)
  expect(tokens).toHaveAskedOnce()
  expect(tokens).not.toHaveAskedTimes(2)
  expect(onEvent).toHaveBeenCalledTimes(3)
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
  expect({ response: claimsChallenge() }).toEqual({ response: expect.toBeClaimsChallenge() })
})
