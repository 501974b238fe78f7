import {
  ConfidentialClientApplication,
  CryptoProvider,
  PublicClientApplication,
} from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Emulator } from '../../emulator.ts'
import { createPageDriver } from '../../sign-in/page-driver.fixture.ts'
import { startEmulator } from '../../start-emulator.ts'

const scopes = ['api://orders/orders.read']
const redirectUri = 'http://localhost:3000/auth'

async function codeFor(emulator: Emulator, url: string): Promise<{ code: string; state: string }> {
  const page = await createPageDriver(emulator).open(url)
  const { left } = await page.submit('login', { as: 'mfa-user@contoso.test' })
  const [code, state] = ['code', 'state'].map((name) => left?.searchParams.get(name) ?? '')
  return { code: code ?? '', state: state ?? '' }
}

describe('authorization code', () => {
  it('msal-node signs a user in by code with PKCE, nonce and state', async () => {
    await using emulator = await startEmulator()
    const { auth } = emulator.msalConfig('cli')
    const app = new PublicClientApplication({ auth: { ...auth, clientCapabilities: ['CP1'] } })
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    const url = await app.getAuthCodeUrl({
      scopes,
      redirectUri,
      state: 'some state',
      nonce: 'a-nonce',
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    })
    expect(url.startsWith(`${emulator.url}/${emulator.tenantId}/oauth2/v2.0/authorize?`)).toBe(true)
    const { code, state } = await codeFor(emulator, url)
    expect(state).toBe('some state')
    const request = { scopes, redirectUri, code, codeVerifier: verifier }
    const result = await app.acquireTokenByCode({ ...request }, { nonce: 'a-nonce', code })
    expect(result.account).toMatchObject({ username: 'mfa-user@contoso.test' })
    expect(decodeJwt(result.accessToken)).toMatchObject({ scp: 'orders.read', xms_cc: ['CP1'] })
    await expect(app.acquireTokenByCode(request)).rejects.toMatchObject({ errorNo: 54005 })
  })

  it('a web app with a secret, without PKCE', async () => {
    await using emulator = await startEmulator()
    const { auth } = emulator.msalConfig('web-api')
    const app = new ConfidentialClientApplication({ auth })
    const url = await app.getAuthCodeUrl({ scopes, redirectUri, responseMode: 'query' })
    const { code } = await codeFor(emulator, url)
    const result = await app.acquireTokenByCode({ scopes, redirectUri, code })
    const account = result.account
    if (!account) throw new Error('no account')
    const silent = await app.acquireTokenSilent({ account, scopes, forceRefresh: true })
    expect(silent.accessToken).not.toBe(result.accessToken)
  })
})
