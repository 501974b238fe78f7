import { expect, it } from 'vitest'
import { api, challenge, connect, createApi, createTokens, nbf } from './parties.fixture.ts'

it('takes the async iterables that only the fetch of Node takes', async () => {
  const { fetch, received } = createApi(({ token }) =>
    token === 't1' ? challenge(nbf(1)) : new Response('ok'),
  )
  const { caeFetch } = connect(createTokens(), fetch)
  async function* body() {
    yield new TextEncoder().encode('one ')
    yield new TextEncoder().encode('two')
  }
  const init = { method: 'POST', body: body() as unknown as BodyInit }
  expect((await caeFetch(api, init)).status).toBe(200)
  expect(received.map(({ body }) => body)).toEqual(['one two', 'one two'])
})
