import { authContext, InteractionRequiredError, type UserQuestion } from '@caefetch/core'
import { claimsChallenge, fakeTokens, interactionRequired } from '@caefetch/testing'
import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createCaeListener } from './cae-listener.ts'
import { api, connect } from './parties.fixture.ts'
import { createSensors, millis } from './sensors.fixture.ts'

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => context.disable())
afterEach(() => vi.useRealTimers())

const noon = Date.UTC(2026, 2, 1, 12)
const server = { 'server.address': 'api.contoso.com', 'server.port': 443 }

/** Runs in a span, as the handler of a request does. */
async function within<T>(
  sensors: ReturnType<typeof createSensors>,
  run: () => Promise<T>,
): Promise<T> {
  const span = sensors.tracerProvider.getTracer('app').startSpan('caller')
  try {
    return await context.with(trace.setSpan(context.active(), span), run)
  } finally {
    span.end()
  }
}

/** A name for each span, with the names above it. */
function pathsOf(spans: readonly ReadableSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]))
  const pathOf = (span: ReadableSpan): string => {
    const parent = byId.get(span.parentSpanContext?.spanId ?? '')
    return parent ? `${pathOf(parent)} > ${span.name}` : span.name
  }
  return spans.map(pathOf)
}

/** Tokens that take a second and a half where claims are asked for. */
const slowTokens = () =>
  fakeTokens({
    answers: ({ claims }) => {
      if (claims) vi.setSystemTime(noon + 1500)
      return undefined
    },
  })

/** Tokens that the user gives, who takes twenty seconds to do so. */
const userTokens = () => ({
  ...fakeTokens({ answers: ['t1', interactionRequired()] }),
  async askUser({ report, takeClaims }: UserQuestion) {
    report?.({ type: 'interaction', kind: 'popup', state: 'started' })
    vi.setSystemTime(noon + 20_000)
    takeClaims()
    report?.({ type: 'interaction', kind: 'popup', state: 'succeeded' })
    return { token: 'of-the-user' }
  },
})

describe('a call that recovers', () => {
  it('is a challenge, a token and a replay beneath the span of its caller', async () => {
    await using sensors = createSensors()
    vi.useFakeTimers({ toFake: ['Date'], now: noon })
    const caeFetch = connect(slowTokens(), { onEvent: createCaeListener(sensors) })
    await within(sensors, () => caeFetch(`${api}1`, { method: 'POST', body: '{}' }))

    expect(pathsOf(sensors.spans())).toEqual([
      'caller > caefetch.challenge > caefetch.token',
      'caller > caefetch.challenge > caefetch.replay',
      'caller > caefetch.challenge',
      'caller',
    ])
    const [challenge] = sensors.spans('caefetch.challenge')
    expect(challenge?.attributes).toEqual({
      ...server,
      'caefetch.call.id': 1,
      'caefetch.challenge.reason': 'revocation',
      'caefetch.outcome': 'replayed',
      'http.request.method': 'POST',
      'http.response.status_code': 401,
    })
    const [token] = sensors.spans('caefetch.token')
    expect(token?.attributes).toEqual({
      'caefetch.token.origin': 'provider',
      'caefetch.token.shared': false,
    })
    expect(token && [token.startTime, token.endTime].map(millis)).toEqual([noon, noon + 1500])
    const [replay] = sensors.spans('caefetch.replay')
    expect(replay?.attributes).toEqual({ 'http.response.status_code': 200 })
    expect(challenge?.status.code).toBe(SpanStatusCode.UNSET)
  })

  it('is measured', async () => {
    await using sensors = createSensors()
    vi.useFakeTimers({ toFake: ['Date'], now: noon })
    await connect(slowTokens(), { onEvent: createCaeListener(sensors) })(api)
    const measured = await sensors.metrics()
    expect([...measured.keys()]).toEqual([
      'caefetch.challenges',
      'caefetch.token.requests',
      'caefetch.token.duration',
      'caefetch.recovery.duration',
    ])
    expect(measured.get('caefetch.challenges')).toMatchObject([
      {
        value: 1,
        attributes: {
          ...server,
          'caefetch.challenge.reason': 'revocation',
          'http.response.status_code': 401,
        },
      },
    ])
    expect(measured.get('caefetch.recovery.duration')).toMatchObject([
      {
        value: { count: 1, sum: 1.5 },
        attributes: { ...server, 'http.response.status_code': 200 },
      },
    ])
  })

  it('shares its token request with all others of the storm: one is counted', async () => {
    await using sensors = createSensors()
    const tokens = fakeTokens()
    const caeFetch = connect(tokens, { onEvent: createCaeListener(sensors) })
    await Promise.all(Array.from({ length: 50 }, () => caeFetch(api)))
    expect(tokens.requests).toHaveLength(2)
    const origin = { ...server, 'caefetch.token.origin': 'provider' }
    expect(await sensors.counts('caefetch.token.requests')).toEqual([[origin, 1]])
    expect(await sensors.counts('caefetch.token.duration')).toEqual([[origin, 50]])
    const shared = sensors
      .spans('caefetch.token')
      .map(({ attributes }) => attributes['caefetch.token.shared'])
    expect(shared.filter((isShared) => !isShared)).toHaveLength(1)
  })
})

describe('a call whose user is asked', () => {
  it('shows the question, and how long the user took', async () => {
    await using sensors = createSensors()
    vi.useFakeTimers({ toFake: ['Date'], now: noon })
    const caeFetch = connect(userTokens(), { onEvent: createCaeListener(sensors) })
    await within(sensors, () => caeFetch(api))
    expect(pathsOf(sensors.spans())[0]).toBe(
      'caller > caefetch.challenge > caefetch.token > caefetch.interaction',
    )
    const kind = { ...server, 'caefetch.interaction.kind': 'popup' }
    const measured = await sensors.metrics()
    expect(measured.get('caefetch.interactions')).toMatchObject([{ value: 1, attributes: kind }])
    expect(measured.get('caefetch.interaction.duration')).toMatchObject([
      { value: { count: 1, sum: 20 }, attributes: { ...kind, 'caefetch.outcome': 'succeeded' } },
    ])
    const asked = { ...server, 'caefetch.token.origin': 'user' }
    expect(await sensors.counts('caefetch.token.requests')).toEqual([[asked, 1]])
  })

  it('may never have been challenged: the question is its caller’s', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    const question = { ...eventOf(1), type: 'interaction', kind: 'deviceCode' } as const
    await within(sensors, async () => {
      listen({ ...question, state: 'started' })
      listen({ ...question, state: 'failed' })
      // A question that nobody has heard the start of.
      listen({ ...question, state: 'failed' })
    })
    expect(pathsOf(sensors.spans())).toEqual(['caller > caefetch.interaction', 'caller'])
    expect(sensors.spans()[0]?.status.code).toBe(SpanStatusCode.ERROR)
    const failed = {
      ...server,
      'caefetch.interaction.kind': 'deviceCode',
      'caefetch.outcome': 'failed',
    }
    expect(await sensors.counts('caefetch.interaction.duration')).toEqual([[failed, 1]])
  })
})

describe('a call that does not recover', () => {
  it('says why', async () => {
    await using sensors = createSensors()
    const tokens = fakeTokens({ answers: ['t1', interactionRequired(authContext('c1'))] })
    const caeFetch = connect(tokens, { onEvent: createCaeListener(sensors) })
    await expect(caeFetch(api)).rejects.toBeInstanceOf(InteractionRequiredError)
    for (const name of ['caefetch.token', 'caefetch.challenge']) {
      const [span] = sensors.spans(name)
      expect(span?.status.code).toBe(SpanStatusCode.ERROR)
      expect(span?.attributes).toMatchObject({ 'error.type': 'interaction_required' })
    }
    const attributes = { ...server, 'error.type': 'interaction_required' }
    expect(await sensors.counts('caefetch.unresolved')).toEqual([[attributes, 1]])
    expect(await sensors.counts('caefetch.token.requests')).toEqual([])
  })

  it('is a challenge for each time it was challenged', async () => {
    await using sensors = createSensors()
    const caeFetch = connect(fakeTokens(), {
      onEvent: createCaeListener(sensors),
      fetch: async () => claimsChallenge(),
    })
    expect((await caeFetch(api)).status).toBe(401)
    const outcomes = sensors
      .spans('caefetch.challenge')
      .map(({ attributes }) => [attributes['caefetch.outcome'], attributes['error.type']])
    expect(outcomes).toEqual([
      ['replayed', undefined],
      ['unresolved', 'repeated'],
    ])
    const status = { ...server, 'http.response.status_code': 401 }
    expect(await sensors.counts('caefetch.recovery.duration')).toEqual([[status, 1]])
    expect(await sensors.counts('caefetch.diagnostics')).toEqual([
      [{ 'caefetch.diagnostic.code': 'challenge_repeated' }, 1],
    ])
  })
})

describe('calls in flight together', () => {
  it('are told apart, those of several caefetches too, whose numbers are the same', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    const { promise: allChallenged, resolve } = Promise.withResolvers<void>()
    const releases: (() => void)[] = []
    const calls = Array.from({ length: 4 }, async (_, index) => {
      const tokens = fakeTokens()
      const caeFetch = connect(tokens, {
        onEvent: (event, cae) => {
          listen(event, cae)
          if (event.type === 'challenged') releases.push(tokens.hold())
          if (releases.length === 4) resolve()
        },
      })
      await within(sensors, () => caeFetch(`${api}${index}`))
    })
    await allChallenged
    for (const release of releases.reverse()) release()
    await Promise.all(calls)
    const spans = sensors.spans()
    expect(pathsOf(spans).filter((path) => path.endsWith('caefetch.replay'))).toEqual(
      Array(4).fill('caller > caefetch.challenge > caefetch.replay'),
    )
    const traces = sensors.spans('caefetch.replay').map((span) => span.spanContext().traceId)
    expect(new Set(traces).size).toBe(4)
  })
})

describe('the listener', () => {
  it('measures where the SDK is registered after it was made', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener()
    metrics.setGlobalMeterProvider(sensors.meterProvider)
    trace.setGlobalTracerProvider(sensors.tracerProvider)
    try {
      await connect(fakeTokens(), { onEvent: listen })(api)
    } finally {
      metrics.disable()
      trace.disable()
    }
    expect((await sensors.metrics()).has('caefetch.challenges')).toBe(true)
    expect(sensors.spans('caefetch.challenge')).toHaveLength(1)
  })

  it('takes a clock that is set back, and events whose beginning nobody heard', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    const origin = eventOf(1)
    listen({ ...origin, type: 'reauthenticated', origin: 'provider' })
    listen({ ...origin, type: 'replayed', status: 200 })
    listen({ ...origin, type: 'unresolved', code: 'paused' })
    listen({ ...origin, type: 'challenged', status: 401, reason: 'other' })
    const earlier = { ...origin, at: origin.at - 60_000 }
    listen({ ...earlier, type: 'reauthenticated', origin: 'cache' })
    listen({ ...earlier, type: 'replayed', status: 200 })
    expect(pathsOf(sensors.spans())).toEqual([
      'caefetch.challenge > caefetch.token',
      'caefetch.challenge > caefetch.replay',
      'caefetch.challenge',
    ])
    const [duration] = (await sensors.metrics()).get('caefetch.recovery.duration') ?? []
    expect(duration?.value).toMatchObject({ count: 1, sum: 0 })
  })
})

function eventOf(callId: number) {
  return { callId, at: noon, resource: api, method: 'GET' }
}
