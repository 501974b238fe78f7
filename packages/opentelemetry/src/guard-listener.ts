import { type Attributes, context, trace } from '@opentelemetry/api'
import { createBound } from './attributes.ts'
import { lazily, type TelemetryOptions, tracerOf } from './options.ts'
import { endSpan, startSpan } from './timed-span.ts'

/** What is read of an event of a guard. */
export interface GuardRefusal {
  /** What kind of event it is. */
  readonly type: 'refused'
  /** The status that the caller gets. */
  readonly status: number
  /** Which of the causes it was. */
  readonly reason: string
  /** Whether the client answers claims challenges; undefined where the token says nothing. */
  readonly isCapable: boolean | undefined
}

/** For `onEvent` of a guard. */
export type GuardListener = (event: GuardRefusal) => void

/**
 * A listener that counts the refusals of a guard of `@caefetch/resource`, and marks each in the trace of the
 * request that was refused: `caefetch.guard.refusal`, a child of the span that is active. Nothing of the
 * token is in either.
 *
 * @example
 * const entra = { tenantId: 'your-tenant-id', audience: 'your-client-id' }
 * const guard = createGuard({ ...entra, onEvent: createGuardListener() })
 */
export function createGuardListener(options: TelemetryOptions = {}): GuardListener {
  const tracer = tracerOf(options)
  const refusals = lazily(options, (meter) =>
    meter.createCounter('caefetch.guard.refusals', {
      unit: '{request}',
      description: 'Requests that the guard refused.',
    }),
  )
  const boundReason = createBound()

  return ({ status, reason, isCapable }) => {
    const at = Date.now()
    const parent = context.active()
    const attributes: Attributes = {
      'caefetch.guard.reason': boundReason(reason),
      'http.response.status_code': status,
      ...(isCapable !== undefined && { 'caefetch.client.capable': isCapable }),
    }
    refusals().add(1, attributes, parent)
    // Who is not traced is not to be traced for what strangers send.
    if (!trace.getSpan(parent)) return
    const span = startSpan(tracer, 'caefetch.guard.refusal', parent, at, attributes)
    endSpan(span, at, {}, status >= 500 ? boundReason(reason) : undefined)
  }
}
