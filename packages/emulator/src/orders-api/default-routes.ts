import type { Orders } from './orders.ts'
import type { OrdersRoute, OrdersRoutes } from './route.ts'

/** The permissions of an API that read and that change something. */
interface Permissions {
  readonly read: Pick<OrdersRoute, 'scopes' | 'roles'>
  readonly write: Pick<OrdersRoute, 'scopes' | 'roles'>
}

/** Those of `api://orders`. */
export const ordersPermissions: Permissions = {
  read: { scopes: ['orders.read'], roles: ['Orders.Read.All'] },
  write: { scopes: ['orders.write'], roles: ['Orders.ReadWrite.All'] },
}

/** What the API serves when nothing else is said. */
export function defaultRoutes(orders: Orders, { read, write }: Permissions): OrdersRoutes {
  return {
    'GET /me': {
      respond: (_, { oid, tid, user, clientId, authContexts }) =>
        Response.json({ oid, tid, user, clientId, authContexts }),
    },
    'GET /orders': { ...read, respond: () => Response.json(orders.list()) },
    'POST /orders': {
      ...write,
      async respond(request) {
        const text = await request.text()
        const key = request.headers.get('idempotency-key') ?? text
        return Response.json(orders.place(key, readBody(text)), { status: 201 })
      },
    },
    'DELETE /orders/:id': {
      ...write,
      authContext: 'c1',
      respond(request) {
        const id = decodeURIComponent(new URL(request.url).pathname.split('/').at(-1) ?? '')
        return orders.remove(id)
          ? new Response(null, { status: 204 })
          : Response.json({ error: 'not_found' }, { status: 404 })
      },
    },
  }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
