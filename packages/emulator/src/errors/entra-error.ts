/** What Entra says about a request it refuses. */
export interface EntraErrorDetails {
  /** The OAuth error code. */
  readonly error: string
  /** The number after `AADSTS`. */
  readonly code: number
  readonly text: string
  /** HTTP status; 400 by default. */
  readonly status?: number
  readonly suberror?: string
  /** A claims request that would mend it, as an object. */
  readonly claims?: object
}

/** A refusal on its way to the response. */
export class EntraError extends Error {
  override readonly name = 'EntraError'
  readonly details: EntraErrorDetails

  constructor(details: EntraErrorDetails) {
    super(`AADSTS${details.code}: ${details.text}`)
    this.details = details
  }
}

/** Ids that Entra puts in every error, so that support can find the request. */
export interface ErrorContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly traceId: string
  readonly correlationId: string
  readonly origin: string
}

/** The members of an error, for a JSON body or a redirect. */
export interface EntraErrorBody {
  error: string
  error_description: string
  error_codes: number[]
  timestamp: string
  trace_id: string
  correlation_id: string
  error_uri: string
  suberror?: string
  claims?: string
}

export function entraErrorBody(details: EntraErrorDetails, context: ErrorContext): EntraErrorBody {
  const timestamp = `${new Date(context.now).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const trace = `Trace ID: ${context.traceId} Correlation ID: ${context.correlationId}`
  return {
    error: details.error,
    error_description: `AADSTS${details.code}: ${details.text} ${trace} Timestamp: ${timestamp}`,
    error_codes: [details.code],
    timestamp,
    trace_id: context.traceId,
    correlation_id: context.correlationId,
    error_uri: `${context.origin}/error?code=${details.code}`,
    ...(details.suberror && { suberror: details.suberror }),
    ...(details.claims && { claims: JSON.stringify(details.claims) }),
  }
}
