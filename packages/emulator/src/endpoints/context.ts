import type { Context, MiddlewareHandler } from 'hono'
import type { Clock } from '../clock.ts'
import {
  EntraError,
  type EntraErrorBody,
  type ErrorContext,
  entraErrorBody,
} from '../errors/entra-error.ts'
import type { Ids } from '../ids.ts'
import type { JournalEntry, WritableJournal } from '../journal.ts'

type Noted = Omit<JournalEntry, 'id' | 'time' | 'method' | 'path' | 'status'>

/** What an endpoint learns about its request, for the journal. */
export type Notes = { -readonly [K in keyof Noted]?: Noted[K] }

/** What every endpoint gets through hono's context. */
export interface Env {
  Variables: {
    notes: Notes
    request: Request
    /** The ids of an error that this request ends in. */
    errorContext: (correlationId: string | undefined) => ErrorContext
  }
}

export type EndpointContext = Context<Env>

interface RecordParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly journal: WritableJournal
  readonly origin: string
}

/** Writes every request to the journal once it is answered. */
export function recorded({ clock, ids, journal, origin }: RecordParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const time = new Date(clock.now()).toISOString()
    const notes: Notes = {}
    c.set('notes', notes)
    c.set('errorContext', (correlationId) => ({
      now: clock.now(),
      traceId: ids.guid(),
      correlationId: correlationId ?? ids.guid(),
      origin,
    }))
    // Middleware may put another request in its place.
    c.set('request', c.req.raw)
    await next()
    const { method } = c.req
    // Preflights are a matter between the browser and the CORS middleware.
    if (method === 'OPTIONS') return
    const path = new URL(c.req.url).pathname
    const { endpoint = 'other', ...rest } = notes
    journal.add({ time, method, path, endpoint, status: c.res.status, ...rest })
  }
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An error as Entra words it, also noted in the journal. */
export function describeError(c: EndpointContext, { details }: EntraError): EntraErrorBody {
  const { notes, errorContext } = c.var
  const { error, code, suberror } = details
  notes.error = { error, code, ...(suberror !== undefined && { suberror }) }
  const requestId = c.req.query('client-request-id') ?? c.req.header('client-request-id') ?? ''
  return entraErrorBody(details, errorContext(guidPattern.test(requestId) ? requestId : undefined))
}

/** The answer to anything an endpoint throws. */
export function onError(thrown: Error, c: EndpointContext): Response {
  const error =
    thrown instanceof EntraError
      ? thrown
      : new EntraError({ error: 'server_error', code: 90033, status: 500, text: thrown.message })
  const body = describeError(c, error)
  c.header('x-ms-request-id', body.trace_id)
  // RFC 6749 §5.2: who came with Basic is told that it was refused.
  if (error.details.status === 401 && /^basic /i.test(c.req.header('authorization') ?? '')) {
    c.header('www-authenticate', 'Basic realm="Microsoft Entra", charset="UTF-8"')
  }
  return c.json(body, (error.details.status ?? 400) as 400)
}
