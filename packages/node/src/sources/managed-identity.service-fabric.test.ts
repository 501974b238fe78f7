import { createHash } from 'node:crypto'
import { ManagedIdentityApplication } from '@azure/msal-node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCaeFetch } from '../create-cae-fetch.ts'
import { startIdentityEndpoint } from '../identity-endpoint.fixture.ts'
import { createRevokingApi } from '../revoking-api.fixture.ts'
import { withCae } from '../with-cae.ts'

let endpoint: Awaited<ReturnType<typeof startIdentityEndpoint>>
beforeAll(async () => {
  endpoint = await startIdentityEndpoint({
    IDENTITY_HEADER: 'a secret of Service Fabric',
    IDENTITY_SERVER_THUMBPRINT: 'AB'.repeat(20),
  })
})
afterAll(() => endpoint.close())

it('Service Fabric is told which token was rejected', async () => {
  const resource = 'https://api.contoso.test'
  const api = createRevokingApi()
  const caeFetch = createCaeFetch(new ManagedIdentityApplication(withCae({})), {
    resources: { [resource]: [`${resource}/.default`] },
    fetch: api.fetch,
  })
  await caeFetch(resource)
  api.revoke()
  expect((await caeFetch(resource)).status).toBe(200)
  const [rejected = ''] = api.tokens
  expect(endpoint.askedFor(resource)).toMatchObject([
    { xms_cc: 'cp1' },
    { token_sha256_to_refresh: createHash('sha256').update(rejected).digest('hex') },
  ])
})
