import {
  ConfidentialClientApplication,
  type Configuration,
  type ManagedIdentityConfiguration,
  PublicClientApplication,
} from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { withCae } from './with-cae.ts'

const clientId = '11111111-2222-3333-4444-555555555555'

describe('withCae', () => {
  it('declares cp1, and keeps the rest', () => {
    const configuration: Configuration = {
      auth: { clientId, authority: 'https://login.microsoftonline.com/contoso.test' },
      system: { disableInternalRetries: true },
    }
    expect(withCae(configuration)).toEqual({
      auth: { ...configuration.auth, clientCapabilities: ['cp1'] },
      system: { disableInternalRetries: true },
    })
  })

  it('keeps other capabilities', () => {
    const { auth } = withCae<Configuration>({ auth: { clientId, clientCapabilities: ['xyz'] } })
    expect(auth.clientCapabilities).toEqual(['xyz', 'cp1'])
  })

  it.each(['cp1', 'CP1', 'Cp1'])('does not declare %s twice', (cp1) => {
    const { auth } = withCae<Configuration>({ auth: { clientId, clientCapabilities: ['x', cp1] } })
    expect(auth.clientCapabilities).toEqual(['x', cp1])
    expect(withCae(withCae({ auth: { clientId } }))).toEqual(withCae({ auth: { clientId } }))
  })

  it('takes no capability that only contains cp1 for it', () => {
    const { auth } = withCae<Configuration>({ auth: { clientId, clientCapabilities: ['cp10'] } })
    expect(auth.clientCapabilities).toEqual(['cp10', 'cp1'])
  })

  it('returns a copy, and changes nothing of what it was given', () => {
    const clientCapabilities: string[] = []
    const configuration = Object.freeze({ auth: Object.freeze({ clientId, clientCapabilities }) })
    Object.freeze(clientCapabilities)
    const capable = withCae(configuration)
    expect(capable).not.toBe(configuration)
    expect(configuration).toEqual({ auth: { clientId, clientCapabilities: [] } })
    expect(capable.auth.clientCapabilities).toEqual(['cp1'])
  })

  it('does the same for a managed identity, whose capabilities stand at the top', () => {
    const configuration: ManagedIdentityConfiguration = {
      managedIdentityIdParams: { userAssignedClientId: clientId },
    }
    expect(withCae(configuration)).toEqual({ ...configuration, clientCapabilities: ['cp1'] })
    expect(configuration).not.toHaveProperty('clientCapabilities')
    expect(withCae({ clientCapabilities: ['CP1'] })).toEqual({ clientCapabilities: ['CP1'] })
    expect(withCae({})).toEqual({ clientCapabilities: ['cp1'] })
  })

  it('is taken by the applications of MSAL as it is', () => {
    const auth = { clientId, clientSecret: 'secret' }
    expect(new ConfidentialClientApplication(withCae({ auth }))).toBeDefined()
    expect(new PublicClientApplication(withCae({ auth: { clientId } }))).toBeDefined()
  })
})
