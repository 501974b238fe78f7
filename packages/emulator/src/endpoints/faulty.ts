import type { MiddlewareHandler } from 'hono'
import type { EndpointName, FaultSource } from '../faults.ts'
import type { Env } from './context.ts'

/** Names the endpoint in the journal, and lets the faults that are due there happen. */
export type AtEndpoint = (name: EndpointName) => MiddlewareHandler<Env>

/** Requests that are to get no answer are put among the `cuts`. */
export function createAtEndpoint(faults: FaultSource, cuts: WeakSet<Request>): AtEndpoint {
  return (name) => async (c, next) => {
    const { notes, request } = c.var
    notes.endpoint = name
    const fault = await faults.strike(name)
    if (fault) notes.fault = fault.name
    if (fault?.outcome === undefined) return next()
    if (fault.outcome !== 'cut') return fault.outcome
    cuts.add(request)
    return c.body(null, 502)
  }
}
