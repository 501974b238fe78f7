import { InteractionRequiredError } from '@caefetch/core'
import { QueryClient } from '@tanstack/query-core'

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Another try would not find a person either, or would ask the same one again.
        retry: (failures, error) => !(error instanceof InteractionRequiredError) && failures < 3,
      },
    },
  })

/** `useQuery(ordersQuery(caeFetch, url))`, `queryClient.fetchQuery(…)` and so on. */
export const ordersQuery = (caeFetch: typeof fetch, url: string) => ({
  queryKey: ['orders', url],
  async queryFn({ signal }: { signal: AbortSignal }): Promise<unknown> {
    const response = await caeFetch(url, { signal })
    if (!response.ok) throw new Error(`The orders cannot be read: ${response.status}`)
    return response.json()
  },
})
