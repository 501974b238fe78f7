import { CaeError } from '@caefetch/core'
import {
  type BaseQueryFn,
  type FetchArgs,
  type FetchBaseQueryError,
  fetchBaseQuery,
} from '@reduxjs/toolkit/query'

/** What the store keeps of an error of caefetch: it takes no classes. */
export interface CaeQueryError {
  status: 'CAE_ERROR'
  code: CaeError['code']
  error: string
}

/** For `createApi({ baseQuery: caeBaseQuery(caeFetch, url), … })`. */
export const caeBaseQuery =
  (
    caeFetch: typeof fetch,
    baseUrl: string,
  ): BaseQueryFn<string | FetchArgs, unknown, FetchBaseQueryError | CaeQueryError> =>
  async (args, api, extraOptions) => {
    let unmet: CaeError | undefined
    const query = fetchBaseQuery({
      baseUrl,
      fetchFn: (input, init) =>
        caeFetch(input, init).catch((error) => {
          if (error instanceof CaeError) unmet = error
          throw error
        }),
    })
    const result = await query(args, api, extraOptions)
    // RTK Query would make a text of it.
    return unmet
      ? { error: { status: 'CAE_ERROR', code: unmet.code, error: unmet.message } }
      : result
  }
