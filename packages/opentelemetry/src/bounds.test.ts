import { authContext, type CaeFetch, createCaeFetch, encodeClaims } from '@caefetch/core'
import { claimsChallenge, fakeTokens } from '@caefetch/testing'
import { describe, expect, it } from 'vitest'
import { createServerOf, methodOf } from './attributes.ts'
import { createCaeListener } from './cae-listener.ts'
import { api, connect } from './parties.fixture.ts'
import { createSensors } from './sensors.fixture.ts'

/** All that was exported, as text. */
async function exported(sensors: ReturnType<typeof createSensors>): Promise<string> {
  const spans = sensors.spans().map(({ name, attributes, status, events, links }) => ({
    ...{ name, attributes, status, events, links },
  }))
  return JSON.stringify([spans, [...(await sensors.metrics())]])
}

/** An API that challenges each token once, for an authentication context. */
function challengingOnce(): typeof fetch {
  const seen = new Set<string>()
  return async (input, init) => {
    const { url } = new Request(input, init)
    if (seen.has(url)) return Response.json({})
    seen.add(url)
    return claimsChallenge({ claims: authContext('c1') })
  }
}

describe('what is exported', () => {
  it('holds no token, claim, scope, query, path or header value', async () => {
    await using sensors = createSensors()
    const caeFetch = createCaeFetch(
      fakeTokens({ answers: ['secret-one', 'secret-two', new Error('secret-three')] }),
      {
        resources: { 'https://api.contoso.com/secret-path/': ['secret-scope'] },
        fetch: async () => claimsChallenge({ claims: authContext('secret-context') }),
        onEvent: createCaeListener(sensors),
      },
    )
    const init = { headers: { 'x-key': 'secret-header' }, body: 'secret-body', method: 'SECRET' }
    await caeFetch('https://api.contoso.com/secret-path/?code=secret-query', init)
    await caeFetch('https://api.contoso.com/secret-path/', init).catch(() => {})
    const text = await exported(sensors)
    expect(text).toContain('caefetch.challenge')
    expect(text).toContain('_OTHER')
    expect(text).not.toMatch(/secret/i)
    expect(text).not.toContain(encodeClaims(authContext('secret-context')).slice(0, 20))
  })

  it('does not grow with the URLs that are called: 10,000 of them are one series', {
    timeout: 60_000,
  }, async () => {
    await using sensors = createSensors()
    const caeFetch = connect(fakeTokens(), {
      fetch: challengingOnce(),
      onEvent: createCaeListener(sensors),
    })
    for (let hundred = 0; hundred < 100; hundred++) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => caeFetch(`${api}${hundred}/${index}?q=${index}`)),
      )
    }
    const metrics = await sensors.metrics()
    expect(metrics.get('caefetch.challenges')).toMatchObject([{ value: 10_000 }])
    // By origin: held, and provider.
    const series = [...metrics.values()].map((points) => points.length)
    expect(Math.max(...series)).toBeLessThanOrEqual(2)
    const values = new Set(sensors.spans().flatMap(({ attributes }) => valuesOf(attributes)))
    expect(values.size).toBeLessThan(20)
  })

  it('does not grow with the resources, kinds and methods that there are', () => {
    const serverOf = createServerOf()
    const servers = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify(serverOf(`https://api${index}.contoso.com/`)),
    )
    expect(new Set(servers).size).toBe(101)
    expect(serverOf('https://api0.contoso.com/x/')).toEqual({
      'server.address': 'api0.contoso.com',
      'server.port': 443,
    })
    expect(serverOf('https://api10001.contoso.com/')).toEqual({ 'server.address': '_OTHER' })
    expect(createServerOf()('http://127.0.0.1:8080/')).toMatchObject({ 'server.port': 8080 })
    expect(createServerOf()('http://localhost/')).toMatchObject({ 'server.port': 80 })
    expect(methodOf('get')).toEqual({ 'http.request.method': 'GET' })
    expect(methodOf('BREW')).toEqual({ 'http.request.method': '_OTHER' })
  })
})

describe('calls that never end', () => {
  const eventOf = (callId: number, at = 1_000_000) => ({
    ...{ callId, at, resource: api, method: 'GET' },
    ...({ type: 'challenged', status: 401, reason: 'other' } as const),
  })

  it('are given up, the oldest first, when there are a thousand', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    for (let id = 1; id <= 5000; id++) listen(eventOf(id))
    const abandoned = sensors.spans('caefetch.challenge')
    expect(abandoned).toHaveLength(4000)
    expect(abandoned[0]?.attributes).toMatchObject({
      'caefetch.call.id': 1,
      'caefetch.outcome': 'abandoned',
    })
    // Those that are left end as any.
    listen({ ...eventOf(5000), type: 'unresolved', code: 'paused' })
    expect(sensors.spans('caefetch.challenge')).toHaveLength(4001)
  })

  it('are given up after half an hour, when the next is challenged', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    listen(eventOf(1, 1_000_000))
    listen(eventOf(2, 2_799_999))
    expect(sensors.spans()).toEqual([])
    listen(eventOf(3, 2_800_000))
    expect(sensors.spans().map(({ name }) => name)).toEqual([
      'caefetch.token',
      'caefetch.challenge',
    ])
  })

  it('are given up where a call of the same number is challenged again', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    for (let again = 0; again < 3; again++) listen(eventOf(7))
    expect(sensors.spans('caefetch.challenge')).toHaveLength(2)
  })

  it('are those that were aborted while they waited for a token', async () => {
    await using sensors = createSensors()
    const listen = createCaeListener(sensors)
    const tokens = fakeTokens()
    const caeFetch: CaeFetch = connect(tokens, {
      onEvent: (event, cae) => {
        listen(event, cae)
        if (event.type === 'challenged') controller.abort(new Error('enough'))
      },
    })
    const controller = new AbortController()
    await expect(caeFetch(api, { signal: controller.signal })).rejects.toThrow('enough')
    expect(sensors.spans()).toEqual([])
    expect(await sensors.counts('caefetch.challenges')).toHaveLength(1)
    expect(await sensors.counts('caefetch.unresolved')).toEqual([])
  })
})

const valuesOf = (attributes: object): unknown[] =>
  Object.entries(attributes).flatMap(([name, value]) =>
    name === 'caefetch.call.id' ? [] : [`${name}=${String(value)}`],
  )
