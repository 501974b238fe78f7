/** An order that was placed. */
export interface Order {
  /** Counted from 1. */
  readonly id: string
  /** What was posted, as JSON or text. */
  readonly body: unknown
}

/** The orders, and how often each was placed. */
export interface Orders {
  list(): Order[]
  /** Executes a request once; the key is its `Idempotency-Key`, or its body. */
  place(key: string, body: unknown): Order
  remove(id: string): boolean
  executions(): ReadonlyMap<string, number>
}

export function createOrders(): Orders {
  const orders = new Map<string, Order>([['1', { id: '1', body: { item: 'a first order' } }]])
  const executions = new Map<string, number>()
  let lastId = 1
  return {
    list: () => [...orders.values()],
    place(key, body) {
      executions.set(key, (executions.get(key) ?? 0) + 1)
      const order = { id: String(++lastId), body }
      orders.set(order.id, order)
      return order
    },
    remove: (id) => orders.delete(id),
    executions: () => executions,
  }
}
