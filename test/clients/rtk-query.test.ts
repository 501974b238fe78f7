import { configureStore } from '@reduxjs/toolkit'
import { createApi } from '@reduxjs/toolkit/query'
import type { Caller } from '../interop/caller.fixture.ts'
import { testFit } from '../interop/fits.fixture.ts'
import { caeBaseQuery } from './recipes/rtk-query.ts'

let queries = 0

function connect({ caeFetch, url }: Caller) {
  const api = createApi({
    baseQuery: caeBaseQuery(caeFetch, url),
    endpoints: (build) => ({
      list: build.query<unknown, number>({ query: (nth) => `/orders?${nth}` }),
      place: build.mutation<unknown, object>({
        query: (body) => ({ url: '/orders', method: 'POST', body }),
      }),
    }),
  })
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) => defaults().concat(api.middleware),
  })
  return {
    list(signal?: AbortSignal) {
      // With a number of its own, none is answered by another.
      const query = store.dispatch(api.endpoints.list.initiate(queries++))
      signal?.addEventListener('abort', () => query.abort())
      return query.unwrap()
    },
    place: (order: object) => store.dispatch(api.endpoints.place.initiate(order)).unwrap(),
  }
}

testFit({
  connect,
  saysPerson: {
    status: 'CAE_ERROR',
    code: 'interaction_required',
    error: /a user|person|interact/i,
  },
  aborts: true,
})
