import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManagedIdentityCredential, WorkloadIdentityCredential } from '@azure/identity'
import { startEmulator } from '@caefetch/emulator'
import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'

const scope = 'api://orders/.default'

describe('@azure/identity', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('signs a workload in with the token that its cluster gives it', async () => {
    await using emulator = await startEmulator({ https: true })
    emulator.certificate?.trust()
    const folder = await mkdtemp(join(tmpdir(), 'federated-'))
    const tokenFilePath = join(folder, 'token')
    await writeFile(tokenFilePath, await emulator.federatedToken('daemon'))
    const { clientId } = emulator.msalConfig('daemon').auth
    const credential = new WorkloadIdentityCredential({
      tenantId: emulator.tenantId,
      clientId,
      tokenFilePath,
      authorityHost: emulator.url,
      disableInstanceDiscovery: true,
    })
    const { token } = await credential.getToken(scope)
    expect(decodeJwt(token)).toMatchObject({
      azp: clientId,
      roles: ['Orders.Read.All', 'Orders.ReadWrite.All'],
    })
    await rm(folder, { recursive: true })
  })

  it('takes the identity that App Service gives it', async () => {
    await using emulator = await startEmulator()
    vi.stubEnv('IDENTITY_ENDPOINT', `${emulator.url}/msi/token`)
    vi.stubEnv('IDENTITY_HEADER', 'daemon-secret')
    const { token } = await new ManagedIdentityCredential().getToken(scope)
    expect(decodeJwt(token).azp).toBe(emulator.msalConfig('daemon').auth.clientId)
    expect(emulator.journal.entries({ grant: 'managed_identity' })).toHaveLength(1)
  })
})
