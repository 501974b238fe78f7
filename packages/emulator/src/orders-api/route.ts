import { ConfigurationError } from '@caefetch/core'
import type { AccessClaims } from './verify.ts'

/** What one kind of request needs, and what is answered. */
export interface OrdersRoute {
  /** Delegated permissions, any of which will do. */
  scopes?: readonly string[] | undefined
  /** App roles, any of which will do. With neither: any token for the API. */
  roles?: readonly string[] | undefined
  /** An authentication context that the token must state, e.g. `c1`. */
  authContext?: string | undefined
  /** Default: `200` and `{}`. */
  respond?: ((request: Request, claims: AccessClaims) => Response | Promise<Response>) | undefined
}

/** By method and path, e.g. `'DELETE /invoices/:id'`. */
export type OrdersRoutes = Readonly<Record<string, OrdersRoute>>

/** Reads the name of a route; throws a ConfigurationError when it is none. */
export function readRouteName(name: string): { readonly method: string; readonly path: string } {
  const [, method = '', path = ''] = /^([A-Z]+) (\/\S*)$/.exec(name) ?? []
  if (method) return { method, path }
  throw new ConfigurationError(
    `startOrdersApi: routes: ${JSON.stringify(name)} must be like 'GET /invoices/:id'`,
  )
}
