import { ConfigurationError, readClaimsChallenge } from '@caefetch/core'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { revocation } from '../challenge/revocation.ts'
import { challengeHandlers } from './challenge-handlers.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const api = 'https://api.contoso.com/'
const orders = `${api}orders`
const anywhere = `${api}*`

/** The statuses of calls with these tokens, one after the other. */
async function statuses(...tokens: (string | undefined)[]): Promise<number[]> {
  const all: number[] = []
  for (const token of tokens) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    all.push((await fetch(orders, { headers })).status)
  }
  return all
}

describe('challengeHandlers', () => {
  it('challenge the first token for as long as it is used', async () => {
    server.use(...challengeHandlers(anywhere))
    expect(await statuses('a', 'b', 'a', 'c', 'a')).toEqual([401, 200, 401, 200, 401])
  })

  it('challenge requests without a token, and remember none of them', async () => {
    server.use(...challengeHandlers(anywhere))
    expect(await statuses(undefined, 'a', undefined, 'b')).toEqual([401, 401, 401, 200])
  })

  it('ask isSatisfied which tokens are good', async () => {
    const isSatisfied = async (token: string, request: Request) =>
      token === 'good' && request.url === orders
    server.use(...challengeHandlers(anywhere, { isSatisfied }))
    expect(await statuses('a', 'b', 'good', 'a')).toEqual([401, 401, 200, 401])
  })

  it('challenge once', async () => {
    server.use(...challengeHandlers(anywhere, { times: 'once' }))
    expect(await statuses('a', 'a')).toEqual([401, 200])
  })

  it('challenge a number of times', async () => {
    server.use(...challengeHandlers(anywhere, { times: 3 }))
    expect(await statuses('a', 'b', undefined, 'a', 'a')).toEqual([401, 401, 401, 200, 200])
  })

  it('challenge for ever, with the same claims', async () => {
    server.use(...challengeHandlers(anywhere, { times: 'forever' }))
    expect(await statuses('a', 'b', 'c')).toEqual([401, 401, 401])
    const headers = new Set<string | null>()
    for (const url of [orders, api]) headers.add((await fetch(url)).headers.get('www-authenticate'))
    expect(headers.size).toBe(1)
  })

  it.each(['GET', 'POST', 'DELETE'])('challenge a %s', async (method) => {
    server.use(...challengeHandlers(anywhere))
    expect((await fetch(orders, { method })).status).toBe(401)
  })

  it('challenge in any dialect', async () => {
    server.use(...challengeHandlers(anywhere, { dialect: 'identityWeb403', claims: revocation(7) }))
    const response = await fetch(orders)
    expect(response.status).toBe(403)
    expect(readClaimsChallenge(response)?.claims).toEqual(revocation(7))
  })

  it('hide the header as a page would miss it', async () => {
    server.use(...challengeHandlers(anywhere, { cors: 'hidden' }))
    const response = await fetch(orders)
    expect(response.status).toBe(401)
    expect(response.headers.has('www-authenticate')).toBe(false)
  })

  it('answer satisfied requests with empty JSON, or as respond says', async () => {
    server.use(...challengeHandlers(anywhere, { isSatisfied: () => true }))
    expect(await (await fetch(orders, { headers: { authorization: 'Bearer a' } })).json()).toEqual(
      {},
    )
    server.use(
      ...challengeHandlers(anywhere, {
        times: 'once',
        respond: async (request) => new Response(await request.text(), { status: 201 }),
      }),
    )
    await fetch(orders)
    const response = await fetch(orders, { method: 'POST', body: 'three apples' })
    expect([response.status, await response.text()]).toEqual([201, 'three apples'])
  })

  it('leave requests to the next handler where respond says nothing', async () => {
    server.use(
      ...challengeHandlers(anywhere, { respond: () => undefined }),
      http.get(orders, () => new Response('the handler of the application')),
    )
    expect(await statuses('a')).toEqual([401])
    const response = await fetch(orders, { headers: { authorization: 'Bearer b' } })
    expect(await response.text()).toBe('the handler of the application')
  })

  it.each<[title: string, options: object, names: RegExp]>([
    ['times', { times: 0 }, /times/],
    ['times', { times: 1.5 }, /times/],
    ['times', { times: 'twice' }, /"twice"/],
    ['isSatisfied', { times: 'once', isSatisfied: () => true }, /isSatisfied/],
    ['respond', { respond: 'ok' }, /respond/],
    ['dialect', { dialect: 'klingon' }, /klingon/],
  ])('refuse at once a %s that cannot be', (_title, options, names) => {
    expect(() => challengeHandlers(anywhere, options)).toThrow(ConfigurationError)
    expect(() => challengeHandlers(anywhere, options)).toThrow(names)
  })
})
