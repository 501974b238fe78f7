import { ManagedIdentityApplication } from '@azure/msal-node'
import type { CaeEvent, ShareRequest, TokenShare } from '@caefetch/core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { startIdentityEndpoint, token } from '../identity-endpoint.fixture.ts'
import { ConfigurationError, ReauthenticationError } from '../index.ts'
import { createRevokingApi } from '../revoking-api.fixture.ts'
import { eventually, expectNoSecrets, rejection } from '../scene.fixture.ts'
import { withCae } from '../with-cae.ts'

let endpoint: Awaited<ReturnType<typeof startIdentityEndpoint>>
beforeAll(async () => {
  endpoint = await startIdentityEndpoint({ IDENTITY_HEADER: 'a secret of App Service' })
})
afterAll(() => endpoint.close())
afterEach(() => vi.useRealTimers())

/** MSAL keeps one cache for all managed identities of a process: each test has a resource of its own. */
function connect(resource: string, configuration = withCae({})) {
  const api = createRevokingApi()
  const events: CaeEvent[] = []
  const app = new ManagedIdentityApplication(configuration)
  const caeFetch = createCaeFetch(app, {
    resources: { [resource]: [`${resource}/.default`] },
    fetch: api.fetch,
    onEvent: (event) => events.push(event),
  })
  return { api, app, events, caeFetch, asked: () => endpoint.askedFor(resource) }
}

it('a managed identity gets a token once, and says that it can be challenged', async () => {
  const resource = 'https://warm.contoso.test'
  const { api, app, events, caeFetch, asked } = connect(resource)
  const acquired = vi.spyOn(app, 'acquireToken')
  await Promise.all([caeFetch(resource), caeFetch(resource)])
  await caeFetch(resource)
  expect(acquired).toHaveBeenCalledTimes(1)
  expect(asked()).toMatchObject([{ resource, xms_cc: 'cp1' }])
  expect(api.tokens).toHaveLength(3)
  expect(events).toEqual([])
})

it('a challenge brings it a new token', async () => {
  const resource = 'https://revoked.contoso.test'
  const { api, events, caeFetch, asked } = connect(resource)
  await caeFetch(resource)
  api.revoke()
  const calls = await Promise.all([1, 2, 3].map(() => caeFetch(resource)))
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(asked()).toHaveLength(2)
  expectNoSecrets(events, api.tokens)
})

it('finds the token that another fetch has renewed', async () => {
  const resource = 'https://shared.contoso.test'
  const { api, caeFetch, asked } = connect(resource)
  const second = createCaeFetch(new ManagedIdentityApplication(withCae({})), {
    resources: { [resource]: [`${resource}/.default`] },
    fetch: api.fetch,
  })
  await caeFetch(resource)
  await second(resource)
  api.revoke()
  await caeFetch(resource)
  expect((await second(resource)).status).toBe(200)
  expect(asked()).toHaveLength(2)
})

it('is renewed past half of the life of the token', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const resource = 'https://renewed.contoso.test'
  const { app, api, caeFetch, asked } = connect(resource)
  await caeFetch(resource)
  vi.setSystemTime(Date.now() + 13 * 3_600_000)
  const acquired = vi.spyOn(app, 'acquireToken')
  await caeFetch(resource)
  await eventually(() => expect(acquired).toHaveBeenCalledTimes(2))
  await acquired.mock.results[1]?.value
  await caeFetch(resource)
  expect(api.tokens[1]).toBe(api.tokens[0])
  expect(api.tokens[2]).not.toBe(api.tokens[0])
  expect(asked()).toHaveLength(2)
})

it('an endpoint that refuses rejects, and the next call tries again', async () => {
  const resource = 'https://refused.contoso.test'
  const { caeFetch } = connect(resource)
  endpoint.answerWith(() => ({ status: 400, body: { error: 'invalid_resource', message: 'no' } }))
  const error = await rejection(caeFetch(resource))
  expect(error).toBeInstanceOf(ReauthenticationError)
  expect(error).toMatchObject({ cause: expect.any(Error) })
  endpoint.answerWith((number) => ({ body: token(number) }))
  expect((await caeFetch(resource)).status).toBe(200)
})

it('several scopes are a mistake in the configuration', async () => {
  const resource = 'https://several.contoso.test'
  const { app, api } = connect(resource)
  const caeFetch = createCaeFetch(app, {
    resources: { [resource]: [`${resource}/a`, `${resource}/b`] },
    fetch: api.fetch,
  })
  const error = await rejection(caeFetch(resource))
  expect(error).toBeInstanceOf(ConfigurationError)
  expect(error).toMatchObject({ message: expect.stringContaining('single scope') })
  expect(api.tokens).toEqual([])
})

it('without cp1 there is a diagnostic', () => {
  const { events } = connect('https://incapable.contoso.test', {})
  expect(events).toMatchObject([{ type: 'diagnostic', code: 'client_not_capable' }])
})

it('is shared under the name that it was given, capable replicas apart from others', async () => {
  const wanted: ShareRequest[] = []
  const share: TokenShare = {
    getToken(request, ask) {
      wanted.push(request)
      return ask()
    },
  }
  for (const [index, configuration] of [withCae({}), {}].entries()) {
    const resource = `https://named-${index}.contoso.test`
    const caeFetch = createCaeFetch(new ManagedIdentityApplication(configuration), {
      resources: { [resource]: [`${resource}/.default`] },
      fetch: createRevokingApi().fetch,
      onEvent() {},
      share,
      shareAs: 'the identity',
    })
    expect((await caeFetch(resource)).status).toBe(200)
  }
  expect(wanted.map(({ client }) => client)).toEqual([
    '["managed identity","cp1","the identity"]',
    '["managed identity","","the identity"]',
  ])
})
