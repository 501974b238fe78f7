import axios from 'axios'
import { expect, test } from 'vitest'
import { startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { createAxios } from './recipes/axios-xhr.ts'

// In Node the same lines send over axios' http adapter; test/e2e runs them in Chromium, over XMLHttpRequest.
testFit({
  connect({ authorizer, url }) {
    const api = createAxios(authorizer, url)
    return {
      list: async (signal) => (await api.get('/orders', signal && { signal })).data,
      place: async (order) => (await api.post('/orders', order)).data,
    }
  },
  reasonOf: (error) => (axios.isAxiosError(error) ? error.cause : undefined),
  aborts: true,
})

test('a status that is no challenge is the error of axios', async () => {
  await using caller = await startCaller({
    respond: () => Response.json({ reason: 'closed' }, { status: 503 }),
  })
  const api = createAxios(caller.authorizer, caller.url)
  await expect(api.get('/orders')).rejects.toMatchObject({
    response: { status: 503, data: { reason: 'closed' } },
  })
  expect(caller.statuses).toEqual([503])
})

test('a refusal is answered also where the call accepts any status', async () => {
  await using caller = await startCaller()
  const api = createAxios(caller.authorizer, caller.url)
  const anyStatus = { validateStatus: () => true }
  await api.get('/orders', anyStatus)
  await caller.emulator.revokeSessions('daemon')
  expect((await api.get('/orders', anyStatus)).status).toBe(200)
  expect(caller.statuses).toEqual([200, 401, 200])
})

test('a call that brings its own Authorization is left alone, and so is another origin', async () => {
  await using caller = await startCaller()
  await using other = await startCaller()
  const api = createAxios(caller.authorizer, caller.url)
  const headers = { authorization: 'Bearer own' }
  await expect(api.get('/orders', { headers })).rejects.toMatchObject({ status: 401 })
  await expect(api.get(`${other.url}/orders`)).rejects.toMatchObject({ status: 401 })
  expect(caller.emulator.journal.tokenRequests()).toEqual([])
})
