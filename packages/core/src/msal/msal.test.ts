import { describe, expect, it } from 'vitest'
import { authContext } from '../claims/auth-context.ts'
import { ReauthenticationError } from '../errors.ts'
import type { SourceReport } from '../events.ts'
import { toAccessToken } from './access-token.ts'
import { declareCp1, isCapable } from './capabilities.ts'
import { claimsMember } from './claims-member.ts'
import { reportInteraction } from './report-interaction.ts'

describe('cp1', () => {
  it.each<[unknown, boolean]>([
    [['cp1'], true],
    [['CP1', 'other'], true],
    ['Cp1', true],
    [['cp10'], false],
    [[], false],
    [undefined, false],
    [[1, null], false],
  ])('%j: %s', (capabilities, expected) => {
    expect(isCapable(capabilities)).toBe(expected)
  })

  it('is declared once, in a copy', () => {
    const auth = { clientId: 'x', clientCapabilities: ['other'] }
    expect(declareCp1(auth)).toEqual({ clientId: 'x', clientCapabilities: ['other', 'cp1'] })
    expect(auth.clientCapabilities).toEqual(['other'])
    const capable = { clientCapabilities: ['CP1'] }
    expect(declareCp1(capable)).toBe(capable)
  })
})

describe('the result of MSAL', () => {
  const account = { homeAccountId: 'oid.tid', tenantId: 'tid' }

  it('is an access token in milliseconds, for an account', () => {
    const expiresOn = new Date(1_800_000_000_000)
    expect(toAccessToken({ accessToken: 't', tokenType: 'Bearer', expiresOn, account })).toEqual({
      token: 't',
      tokenType: 'Bearer',
      expiresOn: expiresOn.getTime(),
      refreshOn: expiresOn.getTime() - 300_000,
      accountId: 'oid.tid tid',
    })
    const refreshOn = new Date(1_790_000_000_000)
    expect(toAccessToken({ accessToken: 't', expiresOn: null, refreshOn, account: null })).toEqual({
      token: 't',
      refreshOn: refreshOn.getTime(),
    })
  })

  it('without an access token is an error', () => {
    expect(() => toAccessToken(null)).toThrow(ReauthenticationError)
    expect(() => toAccessToken({ accessToken: '', expiresOn: null, account })).toThrow('scopes')
  })
})

it('claims go to MSAL as JSON text', () => {
  expect(claimsMember(undefined)).toEqual({})
  expect(claimsMember(authContext('c1'))).toEqual({ claims: JSON.stringify(authContext('c1')) })
})

describe('an interaction', () => {
  const told: SourceReport[] = []
  const report = (event: SourceReport) => void told.push(event)

  it('is told of when it starts and when it ends, well or not', async () => {
    expect(await reportInteraction({ report }, 'popup', async () => 'answer')).toBe('answer')
    const failing = reportInteraction({ report }, 'popup', () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(told.map((event) => 'state' in event && event.state)).toEqual([
      'started',
      'succeeded',
      'started',
      'failed',
    ])
    expect(await reportInteraction({}, 'popup', async () => 1)).toBe(1)
  })
})
