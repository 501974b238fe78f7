import { DefaultHeaders, DefaultInit, GraphQueryable, graphGet, graphPost } from '@pnp/graph'
import { body, DefaultParse } from '@pnp/queryable'
import { testFit } from '../interop/fits.fixture.ts'
import { Cae } from './recipes/pnpjs.ts'

testFit({
  connect({ caeFetch, url }) {
    const orders = () =>
      GraphQueryable(url, 'orders').using(
        DefaultHeaders(),
        DefaultInit(url),
        DefaultParse(),
        Cae(caeFetch),
      )
    return {
      list: () => graphGet(orders()),
      place: (order) => graphPost(orders(), body(order)),
    }
  },
})
