import { ConfigurationError } from '@caefetch/core'
import { type OptionsSchema, readOptions } from '@caefetch/core/options'
import type { Context, Hono } from 'hono'
import { type Caller, needPermissions } from './access.ts'
import { refuseGraph } from './graph-error.ts'

export interface GraphEnv {
  Variables: { caller: Caller; requestId: string; clientRequestId: string }
}

export type GraphContext = Context<GraphEnv>
export type GraphRoutes = Hono<GraphEnv>

/** Throws 403 unless the caller has one permission of each list. */
export function need(c: GraphContext, ...needed: readonly (readonly string[])[]): void {
  needPermissions(c.var.caller, ...needed)
}

/** Reads a body of JSON; says what is wrong with it as 400. */
export async function readBody<Body>(
  c: GraphContext,
  schema: OptionsSchema<Body>,
  what: string,
): Promise<Body> {
  const text = await c.req.text()
  try {
    return readOptions(schema, JSON.parse(text), what)
  } catch (error) {
    if (error instanceof ConfigurationError) throw refuseGraph.badRequest(error.message)
    throw refuseGraph.badRequest('Unable to read JSON request payload.')
  }
}

/** The `@odata.context` of a list. */
export function contextOf(c: GraphContext, list: string): string {
  const { origin, pathname } = new URL(c.req.url)
  const [root = ''] = /^.*?\/(v1\.0|beta)(?=\/|$)/i.exec(pathname) ?? []
  return `${origin}${root}/$metadata#${list}`
}

/** The part of a path that names one object. */
export function idOf(c: GraphContext): string {
  return decodeURIComponent(c.req.param('id') ?? '')
}

/** Finds by id; throws 404. */
export function findOr404<T>(id: string, item: T | undefined): T {
  if (item === undefined) throw refuseGraph.notFound(id)
  return item
}
