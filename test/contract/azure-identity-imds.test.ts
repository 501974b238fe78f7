import { ManagedIdentityCredential } from '@azure/identity'
import { startEmulator } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'

// A process of its own: MSAL remembers for good which source of identities it found first.
describe('@azure/identity on a virtual machine', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('takes the identity that the instance metadata service gives it', async () => {
    await using emulator = await startEmulator()
    vi.stubEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', emulator.url)
    const { clientId } = emulator.msalConfig('daemon').auth
    const credentials = [
      new ManagedIdentityCredential(),
      new ManagedIdentityCredential({ clientId }),
    ]
    for (const credential of credentials) {
      const { token } = await credential.getToken('api://orders/.default')
      expect(decodeJwt(token).azp).toBe(clientId)
    }
    const asked = emulator.journal.entries({ grant: 'managed_identity' })
    expect(asked.map(({ client }) => client)).toEqual(['daemon', 'daemon'])
  })
})
