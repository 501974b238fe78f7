import { encodeClaims, readClaimsChallenge } from '@caefetch/core'
import { GraphClientError } from '@microsoft/microsoft-graph-client'
import { expect, test } from 'vitest'
import { startCaller } from './caller.fixture.ts'
import { testFit } from './fits.fixture.ts'
import { createGraphClient } from './recipes/microsoft-graph-client.ts'

const url = 'https://graph.microsoft.com'

testFit({
  surroundings: { url },
  connect({ caeFetch }) {
    const orders = createGraphClient(caeFetch).api('/orders')
    return { list: () => orders.get(), place: (order) => orders.post(order) }
  },
  reasonOf: (error) => (error instanceof GraphClientError ? error.cause : undefined),
})

test('a challenge in a part of a batch is left to its caller, who can send the claims', async () => {
  const claims = { access_token: { nbf: { essential: true, value: '1' } } }
  const challenge = `Bearer error="insufficient_claims", claims="${encodeClaims(claims)}"`
  const refused = { id: '1', status: 401, headers: { 'WWW-Authenticate': challenge } }
  await using caller = await startCaller({
    url,
    respond: () => Response.json({ responses: [refused] }),
  })
  const client = createGraphClient(caller.caeFetch)
  const batch = { requests: [{ id: '1', method: 'GET', url: '/me' }] }
  const { responses } = await client.api('/$batch').post(batch)
  expect(responses).toEqual([refused])
  expect(caller.claimsRequests()).toEqual([])

  const found = readClaimsChallenge(new Response(null, responses[0]))
  await client.api('/$batch').option('cae', { claims: found?.claims }).post(batch)
  expect(caller.claimsRequests()).toMatchObject([{ claims }])
})
