import { ConfidentialClientApplication } from '@azure/msal-node'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCaeFetch } from './create-cae-fetch.ts'
import { createOnBehalfOf } from './on-behalf-of.ts'
import { createRevokingApi } from './revoking-api.fixture.ts'
import { withCae } from './with-cae.ts'

const auth = { clientId: '11111111-2222-3333-4444-555555555555', clientSecret: 'secret' }
const incapable = () => new ConfidentialClientApplication({ auth })
const capable = () => new ConfidentialClientApplication(withCae({ auth }))

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

it.each([
  ['createCaeFetch', createCaeFetch],
  ['createOnBehalfOf', createOnBehalfOf],
])('%s warns where nobody listens that challenges will not come', (_, create) => {
  create(incapable())
  expect(process.emitWarning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('withCae'), {
    type: 'CaefetchWarning',
    code: 'client_not_capable',
  })
})

it('warns once, however many assertions there are', () => {
  const onBehalfOf = createOnBehalfOf(incapable())
  for (const assertion of ['a', 'b', 'c']) onBehalfOf(assertion)
  expect(process.emitWarning).toHaveBeenCalledTimes(1)
})

it('tells a listener instead of the process', () => {
  const onEvent = vi.fn()
  createCaeFetch(incapable(), { onEvent })
  expect(onEvent.mock.calls.map(([event]) => event)).toEqual([
    expect.objectContaining({ type: 'diagnostic', code: 'client_not_capable' }),
  ])
  expect(process.emitWarning).not.toHaveBeenCalled()
})

it('says nothing of a client that is capable, nor of what is no diagnostic', async () => {
  createCaeFetch(capable())
  const api = createRevokingApi()
  const resource = 'https://api.contoso.test'
  let count = 0
  const getToken = async () => ({
    token: `token-${++count}`,
    expiresOnTimestamp: Date.now() + 60_000,
  })
  const caeFetch = createCaeFetch(
    { getToken },
    { resources: { [resource]: ['a-scope'] }, fetch: api.fetch },
  )
  await caeFetch(resource)
  api.revoke()
  await caeFetch(resource)
  expect(api.tokens).toHaveLength(3)
  expect(process.emitWarning).not.toHaveBeenCalled()
})
