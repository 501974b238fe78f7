import { describe, expect, it } from 'vitest'
import * as core from './index.ts'
import * as msal from './msal/index.ts'

describe('the package', () => {
  it('exports what is documented, and nothing by accident', () => {
    expect(new Set(Object.keys(core))).toEqual(
      new Set([
        'BodyNotReplayableError',
        'CaeError',
        'ConfigurationError',
        'InteractionRequiredError',
        'InvalidClaimsError',
        'ReauthenticationError',
        'authContext',
        'createAuthorizer',
        'createCaeFetch',
        'decodeClaims',
        'encodeClaims',
        'formatChallenge',
        'isCaeError',
        'mergeClaims',
        'parseChallenges',
        'pimChallenge',
        'readClaimsChallenge',
        'toCaeError',
      ]),
    )
  })

  it('has what adapters over MSAL share in a subpath of its own', () => {
    expect(new Set(Object.keys(msal))).toEqual(
      new Set([
        'accountIdOf',
        'authorityOf',
        'claimsMember',
        'declareCp1',
        'graphOf',
        'isCapable',
        'onlyAccount',
        'reportInteraction',
        'toAccessToken',
      ]),
    )
  })
})
