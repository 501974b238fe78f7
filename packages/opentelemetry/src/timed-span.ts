import {
  type Attributes,
  type Context,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** A span under way, and what stands beneath it. */
export interface TimedSpan {
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly span: Span
  /** The context of its children. */
  readonly context: Context
}

export function startSpan(
  tracer: Tracer,
  name: string,
  parent: Context,
  at: number,
  attributes: Attributes = {},
): TimedSpan {
  // A number may be taken for one of `performance.now()`; a Date may not.
  const span = tracer.startSpan(name, { startTime: new Date(at), attributes }, parent)
  return { startedAt: at, span, context: trace.setSpan(parent, span) }
}

/** Ends a span; `errorType` says what it failed with. Tells how long it took, in seconds. */
export function endSpan(
  { span, startedAt }: TimedSpan,
  at: number,
  attributes: Attributes = {},
  errorType?: string,
): number {
  // The clock of the machine may have been set back.
  const endedAt = Math.max(startedAt, at)
  span.setAttributes(attributes)
  if (errorType !== undefined) {
    span.setAttribute('error.type', errorType)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end(new Date(endedAt))
  return (endedAt - startedAt) / 1000
}
