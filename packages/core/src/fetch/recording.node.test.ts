import { describe, expect, it } from 'vitest'
import { BodyNotReplayableError } from '../errors.ts'
import type { CaeRequestInit } from './cae-request-init.ts'
import { api, challenge, connect, createTokens, nbf, outcome } from './parties.fixture.ts'

// Only Node's fetch takes async iterables.

async function* iterable(chunks: number) {
  for (let index = 0; index < chunks; index++) yield new Uint8Array(1024)
}

const put = (body: AsyncIterable<Uint8Array>): CaeRequestInit =>
  Object.assign({ method: 'PUT' }, { duplex: 'half', body: body as unknown as BodyInit })

describe('an iterable that the API has not read when it refuses', () => {
  it.each([
    [8, 200],
    [9, BodyNotReplayableError],
  ])('of %i KiB, with room for 8', async (chunks, expected) => {
    const { caeFetch } = connect(
      createTokens(),
      async (_, init) =>
        new Headers(init?.headers).get('authorization') === 'Bearer t1'
          ? challenge(nbf(1))
          : new Response(init?.body),
      { maxReplayBytes: 8192 },
    )
    const result = await outcome(caeFetch(api, put(iterable(chunks))))
    if (typeof expected !== 'number') expect(result).toBeInstanceOf(expected)
    else expect(result).toMatchObject({ status: expected })
    if (result instanceof Response) expect((await result.arrayBuffer()).byteLength).toBe(8192)
  })
})
