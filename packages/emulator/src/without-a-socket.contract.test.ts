import { ConfidentialClientApplication } from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startEmulator } from './start-emulator.ts'

afterEach(() => vi.unstubAllGlobals())

describe('without a socket', () => {
  it('MSAL needs no change at all when its fetch leads to the emulator', async () => {
    await using emulator = await startEmulator({ port: false })
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) =>
      emulator.fetch(new Request(input, init)),
    )
    const { clientId, clientSecret = '', authority } = emulator.msalConfig('daemon').auth
    expect(authority).toBe(`https://login.microsoftonline.com/${emulator.tenantId}`)
    const app = new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority } })
    const scopes = ['https://graph.microsoft.com/.default']
    const result = await app.acquireTokenByClientCredential({ scopes })
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${emulator.tenantId}/`,
      roles: ['User.Read.All'],
    })
  })
})
