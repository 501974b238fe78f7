import type { TimelinePipe } from '@pnp/core'
import type { Queryable } from '@pnp/queryable'

/** `graphfi().using(GraphDefault(…), Cae(caeFetch))`: last, for it takes the place of what sends. */
export const Cae =
  (caeFetch: typeof fetch): TimelinePipe<Queryable> =>
  (instance) => {
    instance.on.auth.clear()
    instance.on.send.replace((url, init) => caeFetch(url.href, init))
    return instance
  }
