import type { Clock } from '../../clock.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Cutoffs } from '../../revocation/cutoffs.ts'
import type { Sessions } from '../../sign-in/sessions.ts'
import type { Authorities } from '../../tenant/authorities.ts'
import type { Consents } from '../../tenant/consents.ts'
import type { Directory } from '../../tenant/directory.ts'
import type { Tokens } from '../../tokens/tokens.ts'
import { createAuthorizationCodeGrant } from './authorization-code.ts'
import { createClientCredentialsGrant } from './client-credentials.ts'
import { createDeviceCodeGrant } from './device-code.ts'
import { createOnBehalfOfGrant } from './on-behalf-of.ts'
import { createRefreshTokenGrant } from './refresh-token.ts'
import { createResponder, type Grant } from './respond.ts'

interface GrantParts {
  readonly clock: Clock
  readonly authorities: Authorities
  readonly directory: Directory
  readonly consents: Consents
  readonly sessions: Sessions
  readonly policies: Iterable<Policy>
  readonly cutoffs: Cutoffs
  readonly tokens: Tokens
}

/** What the token endpoint grants, by `grant_type`. */
export function createGrants(parts: GrantParts): ReadonlyMap<string, Grant> {
  const { clock, directory, sessions, cutoffs, authorities, tokens } = parts
  const { codes, refreshTokens, deviceCodes, keys } = tokens
  const respond = createResponder({ ...parts, ...tokens, homeTenantId: authorities.home.tenantId })
  const deviceCode = createDeviceCodeGrant({ directory, deviceCodes, respond })
  return new Map([
    ['authorization_code', createAuthorizationCodeGrant({ directory, codes, respond })],
    ['client_credentials', createClientCredentialsGrant({ directory, respond })],
    ['refresh_token', createRefreshTokenGrant({ directory, refreshTokens, respond })],
    [
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      createOnBehalfOfGrant({ clock, directory, sessions, cutoffs, keys, respond }),
    ],
    ['urn:ietf:params:oauth:grant-type:device_code', deviceCode],
    ['device_code', deviceCode],
  ])
}
