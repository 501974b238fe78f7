import type { ClaimsRequest } from '@caefetch/core'
import { type Encoding, minified, rawJson, spaced, unpadded } from './encodings.ts'
import {
  bearer,
  entraHeader,
  graph2022Header,
  graphHeader,
  graphId,
  graphPopHeader,
  type HeaderParts,
  invalidTokenHeader,
} from './headers.ts'
import type {
  ChallengeDialect,
  DataverseOptions,
  EncodedClaimsOptions,
  IdentityWebOptions,
  StepUpOptions,
} from './options.ts'
import { revocation, revocationWith } from './revocation.ts'

/** Every option of every dialect; all of them are optional, and none means two things. */
type Options = Omit<EncodedClaimsOptions, 'dialect'> &
  Omit<DataverseOptions, 'dialect'> &
  Omit<IdentityWebOptions, 'dialect'> &
  Omit<StepUpOptions, 'dialect'>

/** How one sender writes its challenge. */
interface Dialect {
  readonly status: 401 | 403
  header(options: Options): string
}

const common = 'https://login.microsoftonline.com/common/oauth2/authorize'

/** A 401 with encoded claims; `claims` and `uri` are what the sender has when nothing else is said. */
const encoded = (
  write: (parts: HeaderParts) => string,
  encode: Encoding = minified,
  uri: string = common,
  claims: ClaimsRequest = revocation(),
): Dialect => ({
  status: 401,
  header: (options) =>
    write({
      claims: encode(options.claims ?? claims),
      authorizationUri: options.authorizationUri ?? uri,
    }),
})

/**
 * The dialects, byte for byte as they were seen, where they were.
 *
 * @see [Claims challenges](https://learn.microsoft.com/entra/identity-platform/claims-challenge#claims-challenge-header-format)
 */
export const dialects: Readonly<Record<ChallengeDialect, Dialect>> = {
  entra: encoded(entraHeader),
  graph: encoded(graphHeader, spaced),
  graph2022: encoded(graph2022Header, spaced),
  graphPop: encoded(graphPopHeader, spaced),
  arm: encoded(
    invalidTokenHeader('User session has been revoked'),
    spaced,
    'https://login.windows-ppe.net/',
  ),
  ipPolicy: encoded(
    invalidTokenHeader('Tenant IP Policy validate failed.'),
    unpadded,
    'https://login.windows.net/',
    revocationWith({ xms_rp_ipaddr: { value: '1.2.3.4' } }),
  ),
  keyVault: encoded(
    entraHeader,
    minified,
    common,
    revocationWith({ xms_caeerror: { value: '10012' } }),
  ),
  dataverse: {
    status: 401,
    header({
      claims = revocation(),
      authorizationUri = common,
      resourceId = 'https://contoso.crm.dynamics.com/',
    }) {
      return `Bearer authorization_uri=${authorizationUri}, resource_id=${resourceId}, error="insufficient_claims", claims="${minified(claims)}"`
    },
  },
  identityWeb403: {
    status: 403,
    header({ claims = revocation(), scopes = ['User.Read'], consentUri = consentFor(scopes) }) {
      return `Bearer consentUri="${consentUri}", claims="${rawJson(claims)}", scopes="${scopes.join(',')}", proposedAction="consent"`
    },
  },
  rfc9470: {
    status: 401,
    header({ maxAge, acrValues = maxAge === undefined ? ['c1'] : [] }) {
      const level = acrValues.length > 0
      return bearer({
        error: 'insufficient_user_authentication',
        error_description: level
          ? 'A different authentication level is required'
          : 'More recent authentication is required',
        ...(level && { acr_values: acrValues.join(' ') }),
        ...(maxAge !== undefined && { max_age: String(maxAge) }),
      })
    },
  },
}

const consentFor = (scopes: readonly string[]): string =>
  `https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=${graphId}&response_type=code&redirect_uri=https://api.contoso.com/&response_mode=query&scope=offline_access%20${scopes.join('%20')}`
