import type { BrowserFetch } from '@caefetch/browser'
import { MutationObserver, QueryObserver } from '@tanstack/query-core'
import { expect, expectTypeOf, test } from 'vitest'
import { createSilence, startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { createQueryClient, ordersQuery } from './recipes/tanstack-query.ts'

testFit({
  connect({ caeFetch, url }) {
    const client = createQueryClient()
    let queries = 0
    return {
      // With a URL and so a key of its own, none is answered by another.
      list: () => client.fetchQuery(ordersQuery(caeFetch, `${url}/orders?${queries++}`)),
      place: (order) =>
        new MutationObserver(client, {
          mutationFn: () =>
            caeFetch(`${url}/orders`, { method: 'POST', body: JSON.stringify(order) }),
        }).mutate(),
    }
  },
})

test('a query that nobody looks at any more ends its call', async () => {
  const { arrived, respond } = createSilence()
  await using caller = await startCaller({ respond })
  const client = createQueryClient()
  const query = ordersQuery(caller.caeFetch, `${caller.url}/orders`)
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const observer = new QueryObserver(client, {
    ...query,
    queryFn: (context) => query.queryFn(context).catch(reject),
  })
  const leave = observer.subscribe(() => {})
  await arrived
  leave()
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' })
})

test('takes the fetch of a page', () => {
  expectTypeOf<BrowserFetch>().toExtend<Parameters<typeof ordersQuery>[0]>()
})
