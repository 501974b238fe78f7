import type { SilentRequest } from '@azure/msal-browser'
import { encodeClaims, formatChallenge } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from './create-authorizer.ts'
import { fakeMsal } from './msal.fixture.ts'

const api = 'https://api.contoso.com/'
const claims = { access_token: { nbf: { essential: true, value: '1' } } }
const challenge = formatChallenge({
  scheme: 'Bearer',
  params: { error: 'insufficient_claims', claims: encodeClaims(claims) },
})

/** What is more than a look into MSAL's cache. */
const isRequest = ([{ cacheLookupPolicy }]: [SilentRequest]): boolean => cacheLookupPolicy !== 1

function scene() {
  const { msal, acquireTokenSilent } = fakeMsal()
  const sent: (string | null)[] = []
  const authorizer = createAuthorizer(msal, {
    resources: { [api]: ['orders.read'] },
    interaction: 'none',
    async fetch(_, init) {
      const authorization = new Headers(init?.headers).get('authorization')
      sent.push(authorization)
      return authorization === 'Bearer t1'
        ? new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } })
        : new Response()
    },
  })
  return { ...authorizer, acquireTokenSilent, sent }
}

describe('an authorizer in a browser', () => {
  it('shares its token with its fetch, and the answer to a challenge', async () => {
    const { fetch, authorize, answer, acquireTokenSilent, sent } = scene()
    const call = { url: new URL('upload', api), method: 'PUT' }
    expect(await authorize(call)).toBe('Bearer t1')
    const requests = acquireTokenSilent.mock.calls.filter(isRequest).length
    const refusal = { status: 401, headers: { 'www-authenticate': challenge } }
    const [authorization, response] = await Promise.all([
      answer(call, refusal, 'Bearer t1'),
      fetch(api),
    ])
    expect(authorization).toBe('Bearer t2')
    expect(response.status).toBe(200)
    expect(sent).toEqual(['Bearer t1', 'Bearer t2'])
    expect(acquireTokenSilent.mock.calls.filter(isRequest)).toHaveLength(requests + 1)
  })

  it('gives nothing for a URL that is no resource', async () => {
    expect(await scene().authorize({ url: 'https://elsewhere.example/' })).toBeUndefined()
  })

  it('checks its options when it is created', () => {
    // @ts-expect-error: that is the point.
    expect(() => createAuthorizer({})).toThrow('The first argument must be')
    expect(() => createAuthorizer(fakeMsal().msal, { tokenTimeout: 0 })).toThrow('tokenTimeout')
  })
})

describe('an application in a national cloud', () => {
  it('calls the Graph of that cloud, unless it names its resources', async () => {
    const { msal } = fakeMsal({ auth: { authority: 'https://login.microsoftonline.us/common' } })
    const { authorize } = createAuthorizer(msal)
    expect(await authorize({ url: 'https://graph.microsoft.us/v1.0/me' })).toBe('Bearer t1')
    expect(await authorize({ url: 'https://graph.microsoft.com/v1.0/me' })).toBeUndefined()
    const own = createAuthorizer(msal, { resources: { [api]: ['orders.read'] } })
    expect(await own.authorize({ url: 'https://graph.microsoft.us/v1.0/me' })).toBeUndefined()
  })
})
