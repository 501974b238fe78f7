import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { describe, expect, it, vi } from 'vitest'
import { createAuthorizer, createCaeFetch, createOnBehalfOf } from './index.ts'

const china = 'https://microsoftgraph.chinacloudapi.cn/'
const auth = {
  clientId: '00000000-0000-0000-0000-000000000001',
  authority: 'https://login.partner.microsoftonline.cn/common',
  clientSecret: 'secret',
}
const daemon = new ConfidentialClientApplication({ auth })
const { clientSecret: _, ...publicAuth } = auth

/** Where no token goes, the call is sent as it is. */
const fetch = async () => new Response()
const goesTo = async (caeFetch: (url: string) => Promise<Response>, url: string) =>
  caeFetch(url).then(
    () => 'plain',
    () => 'with a token',
  )

describe('an application in a national cloud', () => {
  it.each([
    ['a daemon', () => createCaeFetch(daemon, { fetch })],
    ['a user', () => createCaeFetch(new PublicClientApplication({ auth: publicAuth }), { fetch })],
    ['an authorizer', () => createAuthorizer(daemon, { fetch }).fetch],
    ['an API', () => createOnBehalfOf(daemon, { fetch })('assertion')],
  ])('calls the Graph of that cloud: %s', async (_, create) => {
    // The provider is far away: that a token is asked for is all that is to be seen.
    const offline = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('offline'))
    expect(await goesTo(create(), `${china}v1.0/me`)).toBe('with a token')
    expect(await goesTo(create(), 'https://graph.microsoft.com/v1.0/me')).toBe('plain')
    offline.mockRestore()
  })

  it('calls what it names', async () => {
    const resources = { 'https://graph.microsoft.com/': ['User.Read'] }
    expect(await goesTo(createCaeFetch(daemon, { fetch, resources }), china)).toBe('plain')
  })
})
