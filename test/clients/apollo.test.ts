import { gql } from '@apollo/client'
import { testFit } from '../interop/fits.fixture.ts'
import { orderIn, respond } from './graphql.fixture.ts'
import { createApollo } from './recipes/apollo.ts'

const list = gql`query List($nth: Int) { orders(nth: $nth) { id } }`
const place = gql`mutation Place($order: Order!) { place(order: $order) { id note } }`
let queries = 0

testFit({
  surroundings: { respond },
  orderIn,
  connect({ caeFetch, url }) {
    const client = createApollo(caeFetch, `${url}/graphql`)
    return {
      // With a number of its own, none is answered by another.
      list: async (signal) =>
        (
          await client.query({
            query: list,
            variables: { nth: queries++ },
            context: { fetchOptions: { method: 'GET', ...(signal && { signal }) } },
          })
        ).data,
      place: (order) => client.mutate({ mutation: place, variables: { order } }),
    }
  },
  aborts: true,
})
