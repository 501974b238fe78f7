import type { CaeRequestInit } from '@caefetch/core'
import { createCaller, echoOf } from './caller.ts'
import { type Check, equal, type Platform, rejection, within } from './check.ts'

const text = 'Zürich, 東京'
const bytes = new TextEncoder().encode(text)

const stream = (): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 4))
      controller.enqueue(bytes.slice(4))
      controller.close()
    },
  })

async function* iterate(): AsyncGenerator<Uint8Array> {
  yield bytes.slice(0, 4)
  yield bytes.slice(4)
}

interface Expected {
  method?: string
  body?: string
  /** Default: any. */
  type?: string | null
}

/** Sends a call that is challenged once, and expects the body to arrive whole with the second token. */
async function arrives(
  platform: Platform,
  call: [input: string | Request, init?: CaeRequestInit],
  { method = 'POST', body = text, type }: Expected = {},
): Promise<void> {
  const { caeFetch, requests } = createCaller(platform)
  const echo = await within(10_000, caeFetch(...call).then(echoOf))
  equal([echo.method, echo.body], [method, body], 'what arrived')
  equal([echo.token, requests.length], ['t2', 2], 'tokens')
  if (type !== undefined) equal(echo.type, type, 'content type')
}

const post =
  (body: () => unknown, expected?: Expected): Check =>
  (platform) => {
    const init = { method: 'POST', body: body() as FormData, duplex: 'half' } as CaeRequestInit
    return arrives(platform, [`${platform.api}echo`, init], expected)
  }

/** What the platform says of a body by itself; not all say that a text is one. */
async function platformType({ api }: Platform, body: string): Promise<string | null> {
  const headers = { authorization: 'Bearer t2' }
  const echo = await echoOf(await fetch(`${api}echo`, { method: 'POST', headers, body }))
  return echo.type
}

/** A stream arrives, or there is a clear error: never the text `[object ReadableStream]`. */
async function arrivesOrIsRefused(platform: Platform, send: () => Promise<void>): Promise<void> {
  if (platform.streams === 'sent') return send()
  const error = await rejection(send())
  const names = { refused: ['ConfigurationError'], platform: ['TypeError', 'NotSupportedError'] }
  equal(names[platform.streams].includes(error.name), true, `the error ${error.name} is clear`)
}

export const bodies: Record<string, Check> = {
  'no body': (platform) => arrives(platform, [`${platform.api}echo`], { method: 'GET', body: '' }),

  async 'a text'(platform) {
    await post(() => text, { type: await platformType(platform, text) })(platform)
  },

  URLSearchParams: post(() => new URLSearchParams({ city: 'Zürich' }), {
    body: 'city=Z%C3%BCrich',
    type: 'application/x-www-form-urlencoded;charset=UTF-8',
  }),

  async FormData(platform) {
    const form = new FormData()
    form.set('city', text)
    form.set('file', new Blob([bytes], { type: 'text/x-city' }), 'city.txt')
    const { caeFetch } = createCaller(platform)
    const init = { method: 'POST', body: form }
    const echo = await echoOf(await caeFetch(`${platform.api}echo`, init))
    equal(echo.type?.split(';')[0], 'multipart/form-data', 'content type')
    const parts = echo.body.split(text).length - 1
    equal([parts, echo.body.includes('text/x-city')], [2, true], 'parts that arrived')
  },

  'a Blob': post(() => new Blob([bytes], { type: 'text/x-city' }), { type: 'text/x-city' }),

  'an ArrayBuffer': post(() => bytes.slice().buffer),

  'a view of bytes': post(() => new Uint8Array([1, ...bytes, 2]).subarray(1, 1 + bytes.length)),

  'a stream': (platform) => arrivesOrIsRefused(platform, () => post(stream)(platform)),

  'a stream that is sent while it is made': (platform) =>
    arrivesOrIsRefused(platform, () => {
      let turn = 0
      const live = () =>
        new ReadableStream<Uint8Array>({
          async pull(controller) {
            await Promise.resolve()
            if (turn === bytes.length) controller.close()
            else controller.enqueue(bytes.slice(turn, ++turn))
          },
        })
      return post(live)(platform)
    }),

  'cae.replay that gives a stream': (platform) =>
    arrivesOrIsRefused(platform, () => {
      const body = platform.streams === 'sent' ? stream() : text
      const init = { method: 'POST', body, duplex: 'half', cae: { replay: stream } }
      return arrives(platform, [`${platform.api}echo`, init as CaeRequestInit])
    }),

  'cae.replay that gives a Blob': (platform) => {
    const init = { method: 'POST', body: text, cae: { replay: () => new Blob([bytes]) } }
    return arrives(platform, [`${platform.api}echo`, init])
  },

  'a GET as a Request': (platform) =>
    arrives(platform, [new Request(`${platform.api}echo`)], {
      method: 'GET',
      body: '',
    }),

  async 'a HEAD as a Request'(platform) {
    const { caeFetch, requests } = createCaller(platform)
    const response = await caeFetch(new Request(`${platform.api}echo`, { method: 'HEAD' }))
    equal([response.status, requests.length], [200, 2])
  },

  async 'a POST as a Request'(platform) {
    const type = await platformType(platform, text)
    await arrives(platform, [new Request(`${platform.api}echo`, { method: 'POST', body: text })], {
      type,
    })
  },

  'a Request of bytes': (platform) =>
    arrives(platform, [
      new Request(`${platform.api}echo`, { method: 'POST', body: bytes.slice() }),
    ]),

  async 'a Request with an init'(platform) {
    const request = new Request(`${platform.api}echo`, { method: 'POST', body: 'other' })
    const init = { body: text, headers: { 'content-type': 'text/x-city' } }
    await arrives(platform, [request, init], { type: 'text/x-city' })
  },
}

/** Where streams can be sent. */
export const streams: Record<string, Check> = {
  async 'an async iterable, as the platform takes it'(platform) {
    const taken = await new Response(iterate() as never).text()
    await post(iterate, { body: taken })(platform)
  },

  async 'a Request of a stream'(platform) {
    const init = { method: 'POST', body: stream(), duplex: 'half' } as RequestInit
    await arrives(platform, [new Request(`${platform.api}echo`, init)])
  },

  async 'a stream longer than maxReplayBytes: BodyNotReplayableError, and the next call works'(
    platform,
  ) {
    const { caeFetch } = createCaller(platform, { maxReplayBytes: 4 })
    const init = { method: 'POST', body: stream(), duplex: 'half' } as CaeRequestInit
    const error = await rejection(within(10_000, caeFetch(`${platform.api}echo`, init)))
    equal(error.code, 'body_not_replayable', 'code')
    equal((await caeFetch(`${platform.api}echo`)).status, 200)
  },

  async 'a large upload that is refused unread: BodyNotReplayableError at once'(platform) {
    const { caeFetch } = createCaller(platform)
    let chunks = 800
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (chunks-- > 0) controller.enqueue(new Uint8Array(65_536))
        else controller.close()
      },
    })
    const init = { method: 'POST', body, duplex: 'half' } as CaeRequestInit
    const error = await rejection(within(5000, caeFetch(`${platform.api}unread`, init)))
    // The socket that the API closes under the upload may be seen before its answer is.
    if (error.code !== 'body_not_replayable' && error.name !== 'TypeError') throw error
  },
}
