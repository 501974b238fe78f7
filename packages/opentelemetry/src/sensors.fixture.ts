import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

type Point = MetricData['dataPoints'][number]

/** The SDK, which keeps in memory what it is given. */
export function createSensors() {
  const spanExporter = new InMemorySpanExporter()
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
  })
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter })
  const meterProvider = new MeterProvider({ readers: [reader] })

  async function metrics(): Promise<Map<string, Point[]>> {
    metricExporter.reset()
    await reader.forceFlush()
    const scopes = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)
    return new Map(
      scopes.flatMap((scope) =>
        scope.metrics.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints] as const),
      ),
    )
  }

  return {
    tracerProvider,
    meterProvider,
    /** The spans that have ended, in that order. */
    spans: (name?: string): ReadableSpan[] =>
      spanExporter.getFinishedSpans().filter((span) => name === undefined || span.name === name),
    metrics,
    /** The values of a counter, or how often a histogram was recorded, with their attributes. */
    async counts(name: string): Promise<[attributes: object, count: number][]> {
      const points = (await metrics()).get(name) ?? []
      return points.map(({ attributes, value }) => [
        attributes,
        typeof value === 'number' ? value : value.count,
      ])
    },
    [Symbol.asyncDispose]: async () => {
      await reader.shutdown()
      await tracerProvider.shutdown()
    },
  }
}

/** Milliseconds since the epoch. */
export const millis = ([seconds, nanos]: [number, number]): number => seconds * 1000 + nanos / 1e6
