import type { Context, MiddlewareHandler } from 'hono'
import {
  EntraError,
  type EntraErrorBody,
  type ErrorContext,
  entraErrorBody,
} from '../errors/entra-error.ts'
import type { EndpointName } from '../faults.ts'
import type { JournalEntry } from '../journal.ts'
import type { Entra } from '../tenant/authority.ts'

type Noted = Omit<JournalEntry, 'id' | 'time' | 'method' | 'path' | 'status'>

/** What an endpoint learns about its request, for the journal. */
export type Notes = { -readonly [K in keyof Noted]?: Noted[K] }

/** What every endpoint gets through hono's context. */
export interface Env {
  Variables: { entra: Entra; notes: Notes; request: Request }
}

export type EndpointContext = Context<Env>

/** Names the endpoint in the journal, and lets the faults that are due there happen. */
export function endpoint(name: EndpointName): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { entra, notes } = c.var
    notes.endpoint = name
    const fault = await entra.faults.strike(name)
    if (fault) notes.fault = fault.name
    if (fault?.outcome === undefined) return next()
    if (fault.outcome !== 'cut') return fault.outcome
    entra.cuts.add(c.var.request)
    return c.body(null, 502)
  }
}

/** Writes every request to the journal once it is answered. */
export function journaled(entra: Entra): MiddlewareHandler<Env> {
  return async (c, next) => {
    const time = new Date(entra.clock.now()).toISOString()
    const notes: Notes = {}
    c.set('entra', entra)
    c.set('notes', notes)
    // Middleware may put another request in its place.
    c.set('request', c.req.raw)
    await next()
    const { method } = c.req
    // Preflights are a matter between the browser and the CORS middleware.
    if (method === 'OPTIONS') return
    const path = new URL(c.req.url).pathname
    const { endpoint: name = 'other', ...rest } = notes
    entra.journal.add({ time, method, path, endpoint: name, status: c.res.status, ...rest })
  }
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An error as Entra words it, also noted in the journal. */
export function describeError(
  c: EndpointContext,
  error: EntraError,
  correlationId?: string,
): EntraErrorBody {
  const { entra, notes } = c.var
  const { details } = error
  const { code, suberror } = details
  notes.error = { error: details.error, code, ...(suberror !== undefined && { suberror }) }
  const asked =
    correlationId ?? c.req.query('client-request-id') ?? c.req.header('client-request-id') ?? ''
  const context: ErrorContext = {
    now: entra.clock.now(),
    traceId: entra.ids.guid(),
    correlationId: guidPattern.test(asked) ? asked : entra.ids.guid(),
    origin: entra.origin,
  }
  return entraErrorBody(details, context)
}

/** The answer to anything an endpoint throws. */
export function onError(thrown: Error, c: EndpointContext): Response {
  const error =
    thrown instanceof EntraError
      ? thrown
      : new EntraError({ error: 'server_error', code: 90033, status: 500, text: thrown.message })
  const body = describeError(c, error)
  c.header('x-ms-request-id', body.trace_id)
  return c.json(body, (error.details.status ?? 400) as 400)
}
