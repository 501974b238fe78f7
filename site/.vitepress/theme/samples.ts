import { encodeClaims, formatChallenge } from '@caefetch/core'

const header = (claims: string): string =>
  formatChallenge({
    scheme: 'Bearer',
    params: {
      realm: '',
      authorization_uri: 'https://login.microsoftonline.com/common/oauth2/authorize',
      error: 'insufficient_claims',
      claims,
    },
  })

const revoked = encodeClaims({ access_token: { nbf: { essential: true, value: '1764069000' } } })
const stepUp = encodeClaims({ access_token: { acrs: { essential: true, value: 'c1' } } })

/** What can be tried without having one at hand. */
export const samples: Readonly<Record<string, string>> = {
  'a revoked session': header(revoked),
  'a step-up': header(stepUp),
  'a claims value': stepUp,
  'an error': 'AADSTS50076',
}
