import { isTimeoutError } from 'ky'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, challengeFirst, hang, inTurn, rejection, served, setScene } from './scene.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Lets time pass, and says how the promise stands then. */
async function after(milliseconds: number, promise: Promise<unknown>): Promise<string> {
  let state = 'pending'
  promise.then(
    () => (state = 'resolved'),
    (error) => (state = error.name),
  )
  await vi.advanceTimersByTimeAsync(milliseconds)
  return state
}

describe('the timeout', () => {
  it('does not count the time that a user takes to sign in', async () => {
    const scene = setScene(served, { asksUser: () => true })
    const signIn = scene.tokens.hold()
    const call = scene.api.get(api, { timeout: 1000 }).text()
    expect(await after(600_000, call)).toBe('pending')
    signIn()
    expect(await call).toBe('served')
  })

  it('does not count the time that a user takes to pass MFA', async () => {
    const signedIn = Promise.withResolvers<undefined>()
    const answers = (_: unknown, number: number) => (number > 1 ? signedIn.promise : undefined)
    const scene = setScene(challengeFirst(), {
      tokens: { answers },
      asksUser: ({ claims }) => claims !== undefined,
    })
    const call = scene.api.get(api, { timeout: 1000 }).text()
    expect(await after(600_000, call)).toBe('pending')
    expect(scene.sent()).toEqual(['t1'])
    signedIn.resolve(undefined)
    expect(await call).toBe('served')
  })

  it('is 10 seconds by default, as in ky', async () => {
    const call = setScene(hang).api.get(api)
    expect(await after(9999, call)).toBe('pending')
    expect(await after(1, call)).toBe('TimeoutError')
  })

  it('bounds the first send', async () => {
    const scene = setScene(hang)
    const call = scene.api.get(api, { timeout: 1000 })
    expect(await after(1000, call)).toBe('TimeoutError')
    const error = await rejection(call)
    expect(isTimeoutError(error) && error.request.url).toBe(api)
    expect(scene.received[0]?.signal.aborted).toBe(true)
    expect(scene.received).toHaveLength(1)
  })

  it('bounds each further send by itself', async () => {
    const late = () => new Promise<Response>((resolve) => setTimeout(() => resolve(served()), 900))
    const slow = setScene(challengeFirst(late)).api.get(api, { timeout: 1000 })
    expect(await after(900, slow)).toBe('resolved')
    const scene = setScene(challengeFirst(hang))
    const call = scene.api.get(api, { timeout: 1000 })
    expect(await after(1000, call)).toBe('TimeoutError')
    expect(scene.sent()).toEqual(['t1', 't2'])
  })

  it('is retried where ky is told to, with the token that is held', async () => {
    const scene = setScene(challengeFirst(inTurn(hang, served)))
    const retry = { retryOnTimeout: true, delay: () => 50 }
    const call = scene.api.get(api, { timeout: 1000, retry }).text()
    expect(await after(1050, call)).toBe('resolved')
    expect(scene.sent()).toEqual(['t1', 't2', 't2'])
    expect(scene.tokens.requests).toHaveLength(2)
  })

  it('holds even where the fetch ignores its signal', async () => {
    const scene = setScene(served, { cae: { resources: { [api]: ['a'] }, fetch: hang } })
    expect(await after(1000, scene.api.get(api, { timeout: 1000 }))).toBe('TimeoutError')
  })

  it('bounds a call that needs no token as well', async () => {
    const call = setScene(hang).api.get('https://elsewhere.test/', { timeout: 1000 })
    expect(await after(1000, call)).toBe('TimeoutError')
  })

  it('may be off', async () => {
    const call = setScene(hang).api.get(api, { timeout: false })
    expect(await after(3_600_000, call)).toBe('pending')
  })

  it('may be set by an init hook', async () => {
    const init = [(options: object) => void Object.assign(options, { timeout: 50 })]
    const call = setScene(hang).api.get(api, { hooks: { init } })
    expect(await after(50, call)).toBe('TimeoutError')
  })

  it('that no timer can keep is refused, as by ky', async () => {
    const error = await rejection(setScene(hang).api.get(api, { timeout: 2_147_483_648 }))
    expect(error).toBeInstanceOf(RangeError)
  })

  it('leaves no timer behind', async () => {
    await setScene(challengeFirst()).api.get(api).text()
    await setScene(() => Promise.reject(new Error('broken')))
      .api.get(api)
      .catch(() => {})
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the total timeout', () => {
  it('counts the time that a user takes', async () => {
    const scene = setScene(challengeFirst(), { asksUser: () => true })
    scene.tokens.hold()
    const call = scene.api.get(api, { totalTimeout: 5000 })
    expect(await after(4999, call)).toBe('pending')
    expect(await after(1, call)).toBe('TimeoutError')
    expect(scene.tokens.requests[0]?.signal?.aborted).toBe(true)
  })
})

describe('a body', () => {
  const endless = () => new Response(new ReadableStream())

  it.each(['json', 'text', 'formData', 'arrayBuffer', 'blob', 'bytes'] as const)(
    'that does not end rejects %s() after the timeout',
    async (read) => {
      const scene = setScene(challengeFirst(endless))
      const body = scene.api.get(api, { timeout: 1000 })[read]()
      expect(await after(999, body)).toBe('pending')
      expect(await after(1, body)).toBe('TimeoutError')
      expect(scene.received.map(({ signal }) => signal.aborted)).toEqual([false, true])
    },
  )

  it('has a timeout of its own', async () => {
    const late = (): Promise<Response> =>
      new Promise((resolve) => setTimeout(() => resolve(slow()), 900))
    const slow = () =>
      new Response(
        new ReadableStream({
          start: (controller) => void setTimeout(() => controller.close(), 900),
        }),
      )
    const body = setScene(late).api.get(api, { timeout: 1000 }).text()
    expect(await after(1799, body)).toBe('pending')
    expect(await after(1, body)).toBe('resolved')
  })

  it('of a response that was awaited may take its time', async () => {
    const response = await setScene(endless).api.get(api, { timeout: 1000 })
    expect(await after(3_600_000, response.text())).toBe('pending')
  })

  it('may take its time where the timeout is off', async () => {
    const body = setScene(endless).api.get(api, { timeout: false }).text()
    expect(await after(3_600_000, body)).toBe('pending')
  })

  it('that a hook brings is no send of the API', async () => {
    const beforeRequest = [() => new Response('from the cache')]
    const scene = setScene(hang)
    expect(await scene.api.get(api, { hooks: { beforeRequest } }).text()).toBe('from the cache')
    expect(scene.received).toEqual([])
  })
})

describe('the body of a response that refuses', () => {
  const endless = (status: number) => (request: { signal: AbortSignal }) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('refused'))
          request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
        },
      }),
      { status },
    )

  it('ends the call after the timeout, as what it is', async () => {
    const call = setScene(challengeFirst(endless(404))).api.get(api, { timeout: 1000 })
    expect(await after(999, call)).toBe('pending')
    expect(await after(1, call)).toBe('HTTPError')
    expect(await rejection(call)).toMatchObject({ response: { status: 404 }, data: undefined })
  })

  it('has a timeout at each retry', async () => {
    const retry = { limit: 1, delay: () => 0 }
    const scene = setScene(endless(503))
    const call = scene.api.get(api, { timeout: 1000, retry })
    expect(await after(1999, call)).toBe('pending')
    expect(await after(2, call)).toBe('HTTPError')
    expect(scene.sent()).toEqual(['t1', 't1'])
  })

  it('may take as long as ky lets it where the timeout is off', async () => {
    const call = setScene(endless(404)).api.get(api, { timeout: false })
    expect(await after(9999, call)).toBe('pending')
    expect(await after(1, call)).toBe('HTTPError')
  })

  it('is read by whoever wants to, at leisure, where it is no error', async () => {
    const response = await setScene(endless(404)).api.get(api, {
      timeout: 1000,
      throwHttpErrors: false,
    })
    expect(await after(3_600_000, response.text())).toBe('pending')
  })

  it('leaves no timer behind when it has been read', async () => {
    const scene = setScene(() => Response.json({ error: 'none' }, { status: 404 }))
    const error = await rejection(scene.api.get(api))
    expect(error).toMatchObject({ data: { error: 'none' } })
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('json() asks for JSON and parses it, with a schema too', async () => {
  const scene = setScene(() => Response.json({ id: 1 }))
  expect(await scene.api.get<{ id: number }>(api).json()).toEqual({ id: 1 })
  expect(scene.received[0]?.headers.get('accept')).toBe('application/json')
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => ({ value: [value] }),
    },
  } as const
  expect(await scene.api.get(api).json(schema)).toEqual([{ id: 1 }])
})
