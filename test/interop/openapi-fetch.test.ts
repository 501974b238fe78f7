import { expect, test } from 'vitest'
import { startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { createApi } from './recipes/openapi-fetch.ts'

/** As openapi-typescript writes it. */
interface paths {
  '/orders': {
    get: { responses: { 200: { content: { 'application/json': { orders: Order[] } } } } }
    post: {
      requestBody: { content: { 'application/json': Order } }
      responses: { 201: { content: { 'application/json': Order } } }
    }
  }
}

interface Order {
  id: string
  note: string
}

testFit({
  connect({ caeFetch, url }) {
    const api = createApi<paths>(caeFetch, url)
    return {
      list: async () => (await api.GET('/orders')).data?.orders,
      place: async (body) => (await api.POST('/orders', { body })).data,
    }
  },
})

test('its Requests are sent again up to maxReplayBytes', async () => {
  await using caller = await startCaller()
  const api = createApi<paths>(caller.caeFetch, caller.url)
  await api.GET('/orders')
  await caller.emulator.revokeSessions('daemon')
  const body = { id: '1', note: 'x'.repeat(1_048_576) }
  await expect(api.POST('/orders', { body })).rejects.toMatchObject({ code: 'body_not_replayable' })
  expect((await api.POST('/orders', { body })).data).toEqual(body)
  expect(caller.statuses).toEqual([200, 401, 201])
})
