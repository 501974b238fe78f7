import { authContext, ConfigurationError, readClaimsChallenge } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { challengeRoute, type InterceptedRoute } from './challenge-route.ts'

/** A request that a page makes, and what it is answered with; undefined where it goes on. */
async function send(
  handler: ReturnType<typeof challengeRoute>,
  token: string,
  { body, origin }: { body?: string; origin?: string } = {},
): Promise<Response | undefined> {
  let response: Response | undefined
  const route: InterceptedRoute = {
    request: () => ({
      url: () => 'https://api.contoso.com/orders',
      method: () => (body === undefined ? 'GET' : 'POST'),
      allHeaders: async () => ({
        ':method': 'GET',
        authorization: `Bearer ${token}`,
        ...(origin && { origin }),
      }),
      postDataBuffer: () => (body === undefined ? null : Buffer.from(body)),
    }),
    async fulfill({ status, headers, body }) {
      response = new Response(body, { status, headers })
    },
    async fallback() {},
  }
  await handler(route)
  return response
}

describe('a route', () => {
  it('challenges the first token, and takes any other', async () => {
    const handler = challengeRoute({ claims: authContext('c1') })
    const refused = await send(handler, 't1', { origin: 'https://app.contoso.com' })
    expect(refused && readClaimsChallenge(refused)?.claims).toEqual(authContext('c1'))
    expect(refused?.headers.get('access-control-allow-origin')).toBe('https://app.contoso.com')
    expect(refused?.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate')
    expect((await send(handler, 't1'))?.status).toBe(401)
    const served = await send(handler, 't2')
    expect([served?.status, served?.headers.get('access-control-allow-origin')]).toEqual([
      200,
      null,
    ])
  })

  it('answers as it is told, or leaves a request to others', async () => {
    const handler = challengeRoute({
      times: 'once',
      respond: async (request) =>
        request.method === 'POST' ? new Response(await request.text(), { status: 201 }) : undefined,
    })
    expect((await send(handler, 't1'))?.status).toBe(401)
    const created = await send(handler, 't1', { body: 'three apples' })
    expect([created?.status, await created?.text()]).toEqual([201, 'three apples'])
    expect(await send(handler, 't1')).toBeUndefined()
  })

  it('refuses at once what cannot be', () => {
    expect(() => challengeRoute({ times: 0 })).toThrow(ConfigurationError)
    expect(() => challengeRoute({ times: 0 })).toThrow('challengeRoute: times')
    const respond = 'ok' as never
    expect(() => challengeRoute({ respond })).toThrow('challengeRoute: respond')
  })
})
