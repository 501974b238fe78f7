import { describe, expect, it } from 'vitest'
import { mia, pat, setup } from './graph-client.fixture.ts'

const get = (id: string, url: string, dependsOn?: string[]) => ({
  id,
  method: 'GET',
  url,
  ...(dependsOn && { dependsOn }),
})

describe('$batch', () => {
  it('answers each part as a request of its own', async () => {
    const { call, emulator } = await setup()
    const { status, body } = await call('POST', '/$batch', {
      requests: [
        get('1', `/users/${mia}?$select=displayName`),
        get('2', 'users/nobody'),
        {
          id: '3',
          method: 'PATCH',
          url: `/users/${pat}`,
          body: { accountEnabled: false },
          headers: { 'Content-Type': 'application/json' },
        },
      ],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      responses: [
        { id: '1', status: 200, body: { displayName: 'Mia Ferrari' } },
        { id: '2', status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
        { id: '3', status: 204 },
      ],
    })
    const enabled = await call('GET', `/users/${pat}?$select=accountEnabled`)
    expect(enabled.body).toMatchObject({ accountEnabled: false })
    expect(emulator.journal.entries()).toEqual([])
  })

  it('waits for what a part depends on, and fails with it', async () => {
    const { call } = await setup()
    const { body } = await call('POST', '/$batch', {
      requests: [
        get('after', '/organization', ['A']),
        get('a', '/users', ['b']),
        get('b', '/users/nobody'),
        get('free', '/organization'),
      ],
    })
    expect(body).toMatchObject({
      responses: [
        { id: 'after', status: 424, body: { error: { code: 'FailedDependency' } } },
        { id: 'a', status: 424 },
        { id: 'b', status: 404 },
        { id: 'free', status: 200 },
      ],
    })
  })

  it.each<[string, unknown]>([
    ['no requests', { requests: [] }],
    ['21 requests', { requests: Array.from({ length: 21 }, (_, id) => get(String(id), '/me')) }],
    ['an id twice', { requests: [get('a', '/me'), get('A', '/me')] }],
    ['a part that waits for nobody', { requests: [get('a', '/me', ['b'])] }],
    ['a circle', { requests: [get('a', '/me', ['b']), get('b', '/me', ['a'])] }],
    ['a part without a url', { requests: [{ id: 'a', method: 'GET' }] }],
  ])('with %s is refused as a whole', async (_, body) => {
    const { call } = await setup()
    expect((await call('POST', '/$batch', body)).status).toBe(400)
  })

  it.each<['envelope' | 'parts', unknown]>([
    ['envelope', { status: 401 }],
    [
      'parts',
      {
        status: 200,
        body: {
          responses: [
            {
              id: '1',
              status: 401,
              headers: { 'Www-Authenticate': expect.stringContaining('insufficient_claims') },
            },
          ],
        },
      },
    ],
  ])('is challenged by its %s', async (batchChallenges, expected) => {
    const { call, emulator, token } = await setup({ graph: { batchChallenges } })
    const scopes = ['https://graph.microsoft.com/User.Read']
    const user = await token({ client: 'spa', user: mia, scopes })
    await emulator.revokeSessions(mia)
    expect(await call('POST', '/$batch', { requests: [get('1', '/me')] }, user)).toMatchObject(
      expected as object,
    )
  })

  it('is challenged in the part alone that needs more', async () => {
    const { call, token } = await setup({ graph: { authContexts: { '/organization': 'c1' } } })
    const scopes = ['https://graph.microsoft.com/User.Read']
    const user = await token({ client: 'spa', user: mia, scopes })
    const requests = [get('1', '/me'), get('2', '/organization')]
    expect((await call('POST', '/$batch', { requests }, user)).body).toMatchObject({
      responses: [
        { id: '1', status: 200 },
        { id: '2', status: 401, headers: { 'Www-Authenticate': expect.any(String) } },
      ],
    })
  })
})
