import { create, createFileRegistry, type Message } from '@bufbuild/protobuf'
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2'
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import type { ConnectRouter } from '@connectrpc/connect'

type Order = Message<'orders.Order'> & { id: string; note: string }
type OrderList = Message<'orders.OrderList'> & { orders: Order[] }
interface Rpc<Input extends Message, Output extends Message> {
  methodKind: 'unary'
  input: GenMessage<Input>
  output: GenMessage<Output>
}

const text = 9
const messages = 11
const optional = 1
const repeated = 3
const withoutSideEffects = 1

/** What protoc makes of a file with the messages and the service of the orders. */
const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      {
        name: 'orders.proto',
        package: 'orders',
        syntax: 'proto3',
        messageType: [
          {
            name: 'Order',
            field: [
              { name: 'id', number: 1, type: text, label: optional, jsonName: 'id' },
              { name: 'note', number: 2, type: text, label: optional, jsonName: 'note' },
            ],
          },
          {
            name: 'OrderList',
            field: [
              {
                name: 'orders',
                number: 1,
                type: messages,
                label: repeated,
                typeName: '.orders.Order',
                jsonName: 'orders',
              },
            ],
          },
        ],
        service: [
          {
            name: 'Orders',
            method: [
              {
                name: 'List',
                inputType: '.orders.Order',
                outputType: '.orders.OrderList',
                options: { idempotencyLevel: withoutSideEffects },
              },
              { name: 'Place', inputType: '.orders.Order', outputType: '.orders.Order' },
              {
                name: 'Watch',
                inputType: '.orders.Order',
                outputType: '.orders.Order',
                serverStreaming: true,
              },
            ],
          },
        ],
      },
    ],
  }),
)

export const Orders = registry.getService('orders.Orders') as GenService<{
  list: Rpc<Order, OrderList>
  place: Rpc<Order, Order>
  watch: Omit<Rpc<Order, Order>, 'methodKind'> & { methodKind: 'server_streaming' }
}>

/** The service, which notes what it has executed. */
export function serveOrders(placed: { id: string; note: string }[] = []) {
  return (router: ConnectRouter): ConnectRouter =>
    router.service(Orders, {
      list: () => ({ orders: [] }),
      place(order) {
        placed.push({ id: order.id, note: order.note })
        return order
      },
      async *watch(order) {
        yield order
      },
    })
}
