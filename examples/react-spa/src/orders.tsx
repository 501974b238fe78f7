import { type FormEvent, useState } from 'react'
import { type Order, reasonOf, useDeleteOrder, useOrders, usePlaceOrder } from './queries.ts'
import { useUndoable } from './use-undoable.ts'

export function Orders() {
  const { orders, user, error, isFetching, refresh } = useOrders()
  return (
    <>
      <p className="hint">
        The API knows you as <strong>{user}</strong>.
      </p>
      {orders.length === 0 && <p>There are no orders.</p>}
      <ul className="order-list">
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      <PlaceOrder />
      <p>
        <button type="button" onClick={refresh} disabled={isFetching}>
          {isFetching ? 'Refreshing …' : 'Refresh'}
        </button>
      </p>
      {error && !isFetching && (
        <p role="alert" className="notice">
          These orders may be old. {reasonOf(error)} Refresh to be asked again.
        </p>
      )}
    </>
  )
}

function OrderRow({ order }: { order: Order }) {
  const { mutate, isPending, error } = useDeleteOrder()
  const deletion = useUndoable(order.id, mutate)
  const name = order.body.item ?? 'an order'
  return (
    <li>
      <span className={deletion.isWaiting || isPending ? 'gone' : undefined}>
        {order.id}. {name}
      </span>
      {deletion.isWaiting ? (
        <button type="button" onClick={deletion.undo}>
          Undo<span className="spoken"> the deletion of order {order.id}</span>
        </button>
      ) : (
        <button type="button" onClick={deletion.begin} disabled={isPending}>
          {isPending ? 'Deleting …' : 'Delete'}
          <span className="spoken"> order {order.id}</span>
        </button>
      )}
      {error && !deletion.isWaiting && (
        <p role="alert" className="notice">
          Not deleted. {reasonOf(error)}
        </p>
      )}
    </li>
  )
}

function PlaceOrder() {
  const { mutate, isPending, error } = usePlaceOrder()
  const [item, setItem] = useState('')
  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate(item, { onSuccess: () => setItem('') })
  }
  return (
    <form onSubmit={submit}>
      <label>
        What do you want?
        <input
          value={item}
          onChange={({ target }) => setItem(target.value)}
          required
          maxLength={60}
        />
      </label>
      <button type="submit" disabled={isPending}>
        {isPending ? 'Ordering …' : 'Order'}
      </button>
      {error && (
        <p role="alert" className="notice">
          Not ordered. {reasonOf(error)}
        </p>
      )}
    </form>
  )
}
