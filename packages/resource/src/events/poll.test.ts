import { describe, expect, it, vi } from 'vitest'
import { type PollOptions, pollEvents } from '../index.ts'
import { keySet, noon } from '../issuer.fixture.ts'
import { pause } from './pause.ts'
import { sessionRevoked, setReceiver, signEvent } from './transmitter.fixture.ts'

vi.mock('./pause.ts', { spy: true })

const url = 'https://transmitter.test/poll'

/** Polls against the answers, one after the other, and ends with the last. */
async function poll(
  answers: (() => Response | Promise<Response>)[],
  more: Partial<PollOptions> = {},
) {
  const asked: { body: Record<string, unknown>; authorization: string | null }[] = []
  const controller = new AbortController()
  const errors: unknown[] = []
  const scene = setReceiver({
    async fetch(request) {
      if (request.url !== url) return keySet()
      asked.push({
        body: await request.json(),
        authorization: request.headers.get('authorization'),
      })
      const answer = answers[asked.length - 1]
      if (asked.length >= answers.length) controller.abort()
      if (!answer) throw new TypeError('fetch failed')
      return answer()
    },
  })
  const onError = (error: unknown) => errors.push(error)
  const { signal } = controller
  await pollEvents({ ...scene.options, url, signal, interval: 1, onError, ...more })
  return { ...scene, asked, errors }
}

const empty = () => Response.json({ sets: {} })
const sets = (tokens: Record<string, string>, moreAvailable = false) =>
  Response.json({ sets: tokens, moreAvailable })

describe('pollEvents', () => {
  it.each(['__proto__', 'constructor'])('knows an event called %s', async (jti) => {
    const body = `{"sets":{"${jti}":"${await signEvent(sessionRevoked({ jti }))}","__proto__x":"no"}}`
    const { asked, revokedAt } = await poll([() => new Response(body), empty])
    expect(await revokedAt()).toBeDefined()
    expect(asked[1]?.body.ack).toEqual([jti])
    expect(Object.keys(asked[1]?.body.setErrs ?? {})).toEqual(['__proto__x'])
  })

  it.each<[string, () => Promise<string>, Partial<PollOptions>, number]>([
    ['cannot be taken now', signEvent, { onEvent: () => Promise.reject(new Error('down')) }, 4],
    ['are refused', () => signEvent(sessionRevoked(), { stranger: true }), {}, 4],
    ['were handled before', signEvent, {}, 3],
  ])(
    'pauses when all events of a poll %s, though there are more',
    async (_what, sign, more, pauses) => {
      const token = await sign()
      const answers = Array.from({ length: 4 }, () => () => sets({ a: token }, true))
      vi.mocked(pause).mockClear()
      const { asked } = await poll(answers, more)
      expect(asked).toHaveLength(4)
      expect(pause).toHaveBeenCalledTimes(pauses)
    },
  )

  it('tells of events that could not be taken, and why', async () => {
    const token = await signEvent()
    const cause = new Error('down')
    const { errors } = await poll([() => sets({ a: token }), empty], {
      onEvent: () => Promise.reject(cause),
    })
    expect(errors).toEqual([expect.objectContaining({ cause })])
  })

  it('goes on where its listeners throw', async () => {
    const token = await signEvent()
    const broken = () => {
      throw new Error('listener')
    }
    const answers = [
      () => Promise.reject(new Error('down')),
      () => sets({ a: 'no' }),
      () => sets({ b: token }),
      empty,
    ]
    const { revokedAt } = await poll(answers, { onError: broken, onRefused: broken })
    expect(await revokedAt()).toBeDefined()
  })

  it('revokes, and acknowledges with the next poll', async () => {
    const token = await signEvent()
    const { asked, revokedAt } = await poll([() => sets({ 'event-1': token }), empty])
    expect(await revokedAt()).toBe(noon - 10)
    const first = { maxEvents: 100, returnImmediately: false, ack: [], setErrs: {} }
    expect(asked.map(({ body }) => body)).toEqual([first, { ...first, ack: ['event-1'] }])
  })

  it('reports what it refuses, and takes the rest', async () => {
    const good = await signEvent()
    const forged = await signEvent(sessionRevoked({ jti: 'event-2' }), { stranger: true })
    const { asked, revokedAt } = await poll([() => sets({ a: forged, b: good }), empty])
    expect(await revokedAt()).toBeDefined()
    expect(asked[1]?.body).toMatchObject({
      ack: ['b'],
      setErrs: { a: { err: 'invalid_key', description: expect.any(String) } },
    })
  })

  it('leaves what cannot be taken now to come again', async () => {
    const token = await signEvent()
    let failures = 1
    const onEvent = () => {
      if (failures-- > 0) throw new Error('down')
    }
    const answers = [() => sets({ a: token }), () => sets({ a: token }), empty]
    const { asked } = await poll(answers, { onEvent })
    expect(asked.map(({ body }) => body.ack)).toEqual([[], [], ['a']])
    expect(asked.map(({ body }) => body.setErrs)).toEqual([{}, {}, {}])
  })

  it('survives what is no answer, and tells of it', async () => {
    const token = await signEvent()
    const { errors, revokedAt } = await poll([
      () => Promise.reject(new TypeError('fetch failed')),
      () => new Response('', { status: 500 }),
      () => new Response('no JSON'),
      () => Response.json({ sets: [] }),
      () => new Response('x'.repeat(9_000_000)),
      () => sets({ a: token }),
      empty,
    ])
    expect(errors).toHaveLength(5)
    expect(await revokedAt()).toBeDefined()
  })

  it('asks for its credentials at each poll', async () => {
    let count = 0
    const authorization = async () => `Bearer ${++count}`
    const { asked } = await poll([empty, empty], { authorization })
    expect(asked.map((each) => each.authorization)).toEqual(['Bearer 1', 'Bearer 2'])
  })

  it('refuses options that cannot work', async () => {
    const { options } = setReceiver()
    const { signal } = new AbortController()
    await expect(pollEvents({ ...options, url: 'http://t.test', signal })).rejects.toThrow(/url/)
    await expect(pollEvents({ ...options, url } as never)).rejects.toThrow(/signal/)
  })
})
