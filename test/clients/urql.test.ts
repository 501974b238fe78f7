import { CombinedError, gql } from '@urql/core'
import { expect, test } from 'vitest'
import { createSilence, startCaller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { orderIn, respond } from './graphql.fixture.ts'
import { createUrql } from './recipes/urql.ts'

const list = gql`query List($nth: Int) { orders(nth: $nth) { id } }`
const place = gql`mutation Place($order: Order!) { place(order: $order) { id note } }`
let queries = 0

testFit({
  surroundings: { respond },
  orderIn,
  connect({ caeFetch, url }) {
    const client = createUrql(caeFetch, `${url}/graphql`)
    return {
      async list() {
        // With a number of its own, none is answered by another.
        const read = client.query(list, { nth: queries++ }, { preferGetMethod: 'force' })
        const { data, error } = await read.toPromise()
        if (error) throw error
        return data
      },
      place: (order) => client.mutation(place, { order }).toPromise(),
    }
  },
  reasonOf: (error) => (error instanceof CombinedError ? error.networkError : undefined),
})

test('a query that nobody listens to any more ends its call', async () => {
  const { arrived, respond: silence } = createSilence()
  await using caller = await startCaller({ respond: silence })
  const ended = Promise.withResolvers<unknown>()
  const caeFetch: typeof fetch = (input, init) => {
    const called = caller.caeFetch(input, init)
    called.catch(ended.resolve)
    return called
  }
  const { unsubscribe } = createUrql(caeFetch, caller.url)
    .query(list, {})
    .subscribe(() => {})
  await arrived
  unsubscribe()
  expect(await ended.promise).toMatchObject({ name: 'AbortError' })
})
