import {
  type AccountInfo,
  ConfidentialClientApplication,
  type Configuration,
  PublicClientApplication,
} from '@azure/msal-node'
import { vi } from 'vitest'
import { withCae } from './with-cae.ts'

/** The tenant where the user is at home, and one where they are a guest. */
export const home = '00000000-0000-4000-8000-00000000000a'
export const abroad = '00000000-0000-4000-8000-00000000000b'

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Two tenants of Entra, which the emulator has no more than one of: each gives out tokens that say which
 * tenant they are of, as `home-1` or `abroad-2`. All else is MSAL's own.
 */
export function createTenants() {
  const asked: string[] = []
  const endpoints = (tenant: string) => {
    const base = `https://login.microsoftonline.com/${tenant}`
    return {
      issuer: `${base}/v2.0`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    }
  }
  const respond = (body: object) => ({ status: 200, headers: {}, body })
  const tenantOf = (url: string) => url.split('/')[3] ?? ''
  let refused = false
  const networkClient = {
    sendGetRequestAsync: vi.fn(async (url: string) => respond(endpoints(tenantOf(url)))),
    sendPostRequestAsync: vi.fn(async (url: string, options?: { body?: string }) => {
      const tenant = tenantOf(url)
      if (url.includes('/devicecode')) {
        return respond({
          user_code: 'code',
          device_code: 'code',
          verification_uri: 'https://login.microsoftonline.com/device',
          expires_in: 900,
          interval: 1,
          message: 'Sign in.',
        })
      }
      const { grant_type = '' } = Object.fromEntries(new URLSearchParams(options?.body))
      if (refused && grant_type === 'refresh_token') {
        return { status: 400, headers: {}, body: { error: 'invalid_grant', suberror: '' } }
      }
      const name = tenant === home ? 'home' : 'abroad'
      asked.push(`${name} ${grant_type.split(':').at(-1)}`)
      const claims = {
        oid: `oid-${name}`,
        tid: tenant,
        sub: 'subject',
        aud: 'client',
        preferred_username: 'mia@contoso.test',
        iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      }
      return respond({
        token_type: 'Bearer',
        access_token: `${name}-${asked.length}`,
        expires_in: 86_400,
        refresh_token: 'refresh',
        scope: 'orders.read',
        id_token: `${encode({ alg: 'none' })}.${encode(claims)}.`,
        client_info: encode({ uid: 'oid-home', utid: home }),
      })
    }),
  }
  const configuration = (authority = home): Configuration =>
    withCae({
      auth: {
        clientId: 'client',
        clientSecret: 'secret',
        authority: `https://login.microsoftonline.com/${authority}`,
      },
      // MSAL's types of a network client are generic in the body.
      system: { networkClient: networkClient as never },
    })
  const publicClient = (authority?: string) => {
    const { clientSecret: _secret, ...auth } = configuration(authority).auth
    return new PublicClientApplication({ ...configuration(authority), auth })
  }
  return {
    /** The tenants that were asked for tokens, and how, oldest first. */
    asked,
    publicClient,
    confidentialClient: () => new ConfidentialClientApplication(configuration()),
    /** Has refresh tokens refused from now on. */
    revoke: () => {
      refused = true
    },
    async signIn(app: PublicClientApplication, tenant: string): Promise<AccountInfo> {
      const result = await app.acquireTokenByDeviceCode({
        scopes: ['orders.read'],
        authority: `https://login.microsoftonline.com/${tenant}`,
        deviceCodeCallback: () => {},
      })
      if (!result?.account) throw new Error('Nobody signed in.')
      return result.account
    },
  }
}
