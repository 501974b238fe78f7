import {
  type Meter,
  type MeterProvider,
  metrics,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'

/** Where spans and metrics go. */
export interface TelemetryOptions {
  /** Default: the global one. */
  tracerProvider?: TracerProvider | undefined
  /** Default: the global one, looked up at the first event. */
  meterProvider?: MeterProvider | undefined
}

/** The instrumentation scope of all spans and metrics. */
const scope = '@caefetch/opentelemetry'

export const tracerOf = ({ tracerProvider = trace }: TelemetryOptions): Tracer =>
  tracerProvider.getTracer(scope)

/**
 * Makes instruments when the first is needed: the API hands out meters that measure nothing for as long as
 * no SDK is registered, and these stay as they are.
 */
export function lazily<Instruments>(
  { meterProvider }: TelemetryOptions,
  create: (meter: Meter) => Instruments,
): () => Instruments {
  let instruments: Instruments | undefined
  return () => {
    instruments ??= create((meterProvider ?? metrics).getMeter(scope))
    return instruments
  }
}
