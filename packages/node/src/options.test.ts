import {
  type AccountInfo,
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import type { TokenProvider } from './connect.ts'
import { createCaeFetch } from './create-cae-fetch.ts'
import {
  ConfigurationError,
  createOnBehalfOf,
  deviceCode,
  type Interaction,
  withCae,
} from './index.ts'

const clientId = '11111111-2222-3333-4444-555555555555'
const publicClient = new PublicClientApplication(withCae({ auth: { clientId } }))
const confidentialClient = new ConfidentialClientApplication(
  withCae({ auth: { clientId, clientSecret: 'secret' } }),
)
const managedIdentity = new ManagedIdentityApplication(withCae({}))
const credential = { getToken: async () => null }

describe('options that cannot work are refused at creation, by name', () => {
  it.each<[string, TokenProvider, object, string]>([
    ['an account that is none', publicClient, { account: 'mia@contoso.test' }, 'account'],
    ['no account', publicClient, { account: null }, 'account must be an account'],
    ['an interaction that cannot ask', publicClient, { interaction: 'popup' }, 'deviceCode'],
    ['an account that is none', confidentialClient, { account: {} }, 'homeAccountId'],
    [
      'an interaction where there is no user',
      confidentialClient,
      { interaction: deviceCode(() => {}) },
      'interaction is for a PublicClientApplication',
    ],
    ['an account of a managed identity', managedIdentity, { account: () => undefined }, 'account'],
    ['an account of a credential', credential, { account: () => undefined }, 'account is for'],
    ['resources that are none', credential, { resources: { orders: ['a'] } }, 'orders'],
    ['a timeout that is none', credential, { tokenTimeout: 0 }, 'tokenTimeout'],
  ])('%s', (_, app, options, name) => {
    expect(() => createCaeFetch(app, options)).toThrow(ConfigurationError)
    expect(() => createCaeFetch(app, options)).toThrow(name)
  })

  it('what cannot act on behalf of anybody', () => {
    const create = () => createOnBehalfOf(publicClient as never)
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow('ConfidentialClientApplication')
  })

  it.each([undefined, null, 'cp1'])('a configuration that is none: %s', (configuration) => {
    expect(() => withCae(configuration as never)).toThrow(ConfigurationError)
  })
})

describe('what a call asks for', () => {
  const resource = 'https://api.contoso.test/'
  const options = { resources: { [resource]: ['a'] }, fetch: async () => new Response() }

  it.each([null, 'mia@contoso.test', {}])('is no account: %j', async (given) => {
    const account = given as unknown as AccountInfo
    for (const app of [publicClient, confidentialClient]) {
      const call = createCaeFetch(app, options)(resource, { cae: { account } })
      await expect(call).rejects.toThrow('cae.account must be an account')
    }
  })

  it('is no way to ask the user', async () => {
    const interaction = 'popup' as unknown as Interaction
    const call = createCaeFetch(publicClient, options)(resource, { cae: { interaction } })
    await expect(call).rejects.toThrow('cae.interaction must be a function')
  })
})
