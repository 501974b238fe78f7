import { createCaeKy, hasChallenge } from '@caefetch/ky'
import { createCaller } from './caller.ts'
import { type Check, equal, type Platform, rejection, within } from './check.ts'

function createOrders(platform: Platform) {
  const { caeFetch, requests } = createCaller(platform)
  return { orders: createCaeKy(caeFetch, { prefix: platform.api, retry: 0 }), requests }
}

export const ky: Record<string, Check> = {
  async 'gets, and posts JSON'(platform) {
    const { orders, requests } = createOrders(platform)
    equal((await orders.get('echo').json<{ token: string }>()).token, 't2')
    const { body } = await orders.post('echo', { json: { id: 1 } }).json<{ body: string }>()
    equal([body, requests.length], ['{"id":1}', 2])
  },

  async 'posts JSON that is challenged'(platform) {
    const { orders } = createOrders(platform)
    const { body, token } = await orders
      .post('echo', { json: { id: 1 } })
      .json<{ body: string; token: string }>()
    equal([body, token], ['{"id":1}', 't2'])
  },

  async 'posts a form'(platform) {
    const { orders } = createOrders(platform)
    const { body } = await orders
      .post('echo', { body: new URLSearchParams({ id: '1' }) })
      .json<{ body: string }>()
    equal(body, 'id=1')
  },

  async 'shows a challenge that was not met'(platform) {
    const { orders } = createOrders(platform)
    const error = await rejection(orders.get('insatiable').json())
    equal([error.name, hasChallenge(error)], ['HTTPError', true])
  },

  async 'ends a call that takes too long'(platform) {
    const { orders } = createOrders(platform)
    const call = orders.get('unanswered', { timeout: 200 }).json()
    equal((await rejection(within(5000, call))).name, 'TimeoutError')
  },

  async 'ends a call when its signal aborts'(platform) {
    const { orders } = createOrders(platform)
    const controller = new AbortController()
    const call = orders.get('unanswered', { signal: controller.signal }).json()
    setTimeout(() => controller.abort(), 50)
    equal((await rejection(within(5000, call))).name, 'AbortError')
  },
}
