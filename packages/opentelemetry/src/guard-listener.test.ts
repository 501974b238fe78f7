import { createGuard } from '@caefetch/resource'
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { api, call, setGuard, sign, tenant, userClaims } from '../../resource/src/issuer.fixture.ts'
import { createGuardListener } from './guard-listener.ts'
import { createSensors } from './sensors.fixture.ts'

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => context.disable())

it('refusals are counted by reason, and marked in the trace of their request', async () => {
  await using sensors = createSensors()
  const { guard } = setGuard({ onEvent: createGuardListener(sensors) })
  const secret = 'secret-audience'
  const requests: [Request, object?][] = [
    [new Request('https://api.contoso.test/secret-path')],
    [call(await sign(userClaims({ aud: secret })))],
    [call(await sign(userClaims()), { 'x-key': 'secret-header' }), { authContext: 'c1' }],
    [call(await sign(userClaims({ xms_cc: undefined }))), { authContext: 'c1' }],
    [call(await sign(userClaims())), { scopes: 'orders.read' }],
  ]
  const tracer = sensors.tracerProvider.getTracer('app')
  for (const [request, requirement] of requests) {
    const span = tracer.startSpan('GET')
    await context.with(trace.setSpan(context.active(), span), () =>
      guard.check(request, requirement),
    )
    span.end()
  }
  expect(await sensors.counts('caefetch.guard.refusals')).toEqual([
    [{ 'caefetch.guard.reason': 'no_token', 'http.response.status_code': 401 }, 1],
    [{ 'caefetch.guard.reason': 'wrong_audience', 'http.response.status_code': 401 }, 1],
    [
      {
        'caefetch.guard.reason': 'auth_context',
        'http.response.status_code': 401,
        'caefetch.client.capable': true,
      },
      1,
    ],
    [
      {
        'caefetch.guard.reason': 'auth_context',
        'http.response.status_code': 403,
        'caefetch.client.capable': false,
      },
      1,
    ],
  ])
  const refusals = sensors.spans('caefetch.guard.refusal')
  const parents = sensors.spans('GET').map((span) => span.spanContext().spanId)
  expect(refusals.map((span) => span.parentSpanContext?.spanId)).toEqual(parents.slice(0, 4))
  const exported = refusals.map(({ attributes, events, status }) => ({
    ...{ attributes, events, status },
  }))
  expect(JSON.stringify(exported)).not.toMatch(/secret|contoso|eyJ/)
})

it('a guard that cannot decide is an error; who is not traced gets no trace', async () => {
  await using sensors = createSensors()
  const guard = createGuard({
    tenantId: tenant,
    audience: api,
    fetch: () => Promise.reject(new Error('secret')),
    onEvent: createGuardListener(sensors),
  })
  await guard.check(call(await sign(userClaims())))
  expect(sensors.spans()).toEqual([])
  const span = sensors.tracerProvider.getTracer('app').startSpan('GET')
  const token = await sign(userClaims())
  await context.with(trace.setSpan(context.active(), span), () => guard.check(call(token)))
  const [refusal] = sensors.spans()
  expect(refusal?.status.code).toBe(SpanStatusCode.ERROR)
  expect(refusal?.attributes).toMatchObject({ 'error.type': 'unavailable' })
  const attributes = { 'caefetch.guard.reason': 'unavailable', 'http.response.status_code': 503 }
  expect(await sensors.counts('caefetch.guard.refusals')).toEqual([[attributes, 2]])
})
