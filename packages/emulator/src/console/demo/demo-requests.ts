interface Result {
  readonly ok: boolean
  readonly text: string
}

type Send = (path: string, init?: RequestInit) => Promise<Response>

export type DemoRequestName = 'read' | 'delete'

/** What a client can ask of the demo API. */
export const demoRequests: Readonly<
  Record<DemoRequestName, { readonly label: string; run(send: Send): Promise<Result> }>
> = {
  read: { label: 'GET /orders', run: readOrders },
  delete: { label: 'DELETE an order', run: deleteOrder },
}

export function isDemoRequest(name: string): name is DemoRequestName {
  return Object.hasOwn(demoRequests, name)
}

async function readOrders(send: Send): Promise<Result> {
  const response = await send('/orders')
  if (!response.ok) return refused(response)
  const { length } = await response.json()
  return { ok: true, text: `200, ${length} ${length === 1 ? 'order' : 'orders'}` }
}

/** Deletes the latest order; places one first when there is none. */
async function deleteOrder(send: Send): Promise<Result> {
  const list = await send('/orders')
  if (!list.ok) return refused(list)
  const order = (await list.json()).at(-1) ?? (await placeOrder(send))
  if (order instanceof Response) return refused(order)
  const response = await send(`/orders/${encodeURIComponent(order.id)}`, { method: 'DELETE' })
  return response.ok ? { ok: true, text: `204, order ${order.id} is gone` } : refused(response)
}

async function placeOrder(send: Send): Promise<{ id: string } | Response> {
  const response = await send('/orders', { method: 'POST', body: '{"item":"another order"}' })
  return response.ok ? response.json() : response
}

async function refused(response: Response): Promise<Result> {
  const { message = '' } = await response.json().catch(() => ({}))
  return { ok: false, text: `${response.status} ${message}` }
}
