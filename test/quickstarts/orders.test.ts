import { createCaeFetch } from '@caefetch/core'
import { challengeHandlers, fakeTokens } from '@caefetch/testing'
import '@caefetch/testing/vitest'
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'

// What is under test: it takes any fetch, and knows nothing of challenges.
async function countOrders(caeFetch: typeof fetch): Promise<number> {
  const response = await caeFetch('https://api.contoso.com/orders')
  return (await response.json()).length
}

test('a revoked session goes unnoticed', async () => {
  const respond = () => Response.json([{ id: 1 }, { id: 2 }])
  const server = setupServer(...challengeHandlers('https://api.contoso.com/*', { respond }))
  server.listen()

  const tokens = fakeTokens()
  const caeFetch = createCaeFetch(tokens, {
    resources: { 'https://api.contoso.com/': ['orders.read'] },
  })
  expect(await countOrders(caeFetch)).toBe(2)
  expect(tokens).toHaveAskedOnce()

  server.close()
})
