import { InteractionRequiredError } from '@caefetch/browser'
import { useCaeFetch } from '@caefetch/react'
import { QueryClient, useMutation, useQueryClient, useSuspenseQueries } from '@tanstack/react-query'
import { api } from './caefetch.ts'

export interface Order {
  id: string
  body: { item?: string }
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Another try would find no person either, or would ask the same one again.
      retry: (failures, error) => !(error instanceof InteractionRequiredError) && failures < 2,
    },
  },
})

/** Calls the orders API; a refusal is an error. */
function useOrdersApi(): (path: string, init?: RequestInit) => Promise<Response> {
  const caeFetch = useCaeFetch()
  return async (path, init) => {
    const response = await caeFetch(`${api}/${path}`, init)
    if (!response.ok) throw new Error(`The orders API answered ${response.status}.`)
    return response
  }
}

/** The orders and who the API takes the user for: two calls, one token, and one question if there is one. */
export function useOrders() {
  const call = useOrdersApi()
  const read = (path: string) => ({
    queryKey: [path],
    queryFn: async ({ signal }: { signal: AbortSignal }) => (await call(path, { signal })).json(),
  })
  const [orders, me] = useSuspenseQueries({ queries: [read('orders'), read('me')] })
  const client = useQueryClient()
  return {
    orders: orders.data as Order[],
    user: (me.data as { user: string }).user,
    error: orders.error ?? me.error,
    isFetching: orders.isFetching || me.isFetching,
    refresh: () => client.refetchQueries(),
  }
}

function useOrdersMutation<Input>(
  send: (call: ReturnType<typeof useOrdersApi>, input: Input) => Promise<Response>,
) {
  const call = useOrdersApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => send(call, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ['orders'] }),
  })
}

export const usePlaceOrder = () =>
  useOrdersMutation((call, item: string) =>
    call('orders', { method: 'POST', body: JSON.stringify({ item }) }),
  )

/** The API has this behind the authentication context c1: it takes a second factor. */
export const useDeleteOrder = () =>
  useOrdersMutation((call, id: string) => call(`orders/${id}`, { method: 'DELETE' }))

/** What the user is told when a call has failed. */
export function reasonOf(error: Error): string {
  return error instanceof InteractionRequiredError
    ? 'You did not confirm that it is you.'
    : error.message
}
