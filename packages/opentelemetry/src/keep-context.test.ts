import { fakeTokens } from '@caefetch/testing'
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { StackContextManager } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createCaeListener } from './cae-listener.ts'
import { keepContext } from './keep-context.ts'
import { api, challengeFirst, connect } from './parties.fixture.ts'
import { createSensors } from './sensors.fixture.ts'

// What a browser has: it knows the active context until the first `await`.
beforeAll(() => {
  context.setGlobalContextManager(new StackContextManager().enable())
})
afterAll(() => context.disable())

it('the challenge is the caller’s, and each send runs where it belongs', async () => {
  await using sensors = createSensors()
  const caller = sensors.tracerProvider.getTracer('page').startSpan('click')
  const sentIn: (string | undefined)[] = []
  const caeFetch = keepContext(
    connect(fakeTokens(), {
      onEvent: createCaeListener(sensors),
      fetch: (input, init) => {
        sentIn.push(trace.getActiveSpan()?.spanContext().spanId)
        return challengeFirst(input, init)
      },
    }),
  )
  const call = context.with(trace.setSpan(context.active(), caller), () =>
    caeFetch(api, { method: 'POST', body: 'x' }),
  )
  expect((await call).status).toBe(200)
  const [challenge] = sensors.spans('caefetch.challenge')
  const [replay] = sensors.spans('caefetch.replay')
  const { spanId } = caller.spanContext()
  expect(challenge?.parentSpanContext?.spanId).toBe(spanId)
  expect(sentIn).toEqual([spanId, replay?.spanContext().spanId])
})

it('keeps what the call brings, and adds nothing to it', async () => {
  const tokens = fakeTokens()
  const wrapFetch = vi.fn((fetch: typeof globalThis.fetch) => fetch)
  const cae = { scopes: ['orders.write'], wrapFetch }
  const init = { cae, method: 'POST', body: 'x' }
  await keepContext(connect(tokens))(api, init)
  expect(tokens.requests[0]).toMatchObject({ scopes: ['orders.write'], method: 'POST' })
  expect(wrapFetch).toHaveBeenCalled()
  expect(init).toEqual({ cae: { scopes: ['orders.write'], wrapFetch }, method: 'POST', body: 'x' })
})

it('takes an init that is no plain object as it is', async () => {
  const tokens = fakeTokens({ expiresIn: 0 })
  const caeFetch = keepContext(connect(tokens, { fetch: async () => Response.json({}) }))
  class Init {
    get method() {
      return 'DELETE'
    }
  }
  await caeFetch(api, new Init())
  await caeFetch(api, new Request(api, { method: 'PUT', body: 'x' }))
  expect(tokens.requests.map(({ method }) => method)).toEqual(['DELETE', 'PUT'])
})

it('without it, the context of a page is lost', async () => {
  await using sensors = createSensors()
  const caeFetch = connect(fakeTokens(), { onEvent: createCaeListener(sensors) })
  const key = createContextKey('page')
  await context.with(ROOT_CONTEXT.setValue(key, 1), () => caeFetch(api))
  expect(sensors.spans('caefetch.challenge')[0]?.parentSpanContext).toBeUndefined()
})
