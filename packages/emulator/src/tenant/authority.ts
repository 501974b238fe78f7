import { graphUri } from './graph-uri.ts'

/** The host of the real one, which the emulator stands in for when it has no socket. */
export const microsoftOrigin = 'https://login.microsoftonline.com'

/** A tenant as clients address it: `{origin}/{tenantId}`. */
export interface Authority {
  /** Scheme, host and port. */
  readonly origin: string
  /** What stands for `https://graph.microsoft.com`. */
  readonly graphUrl: string
  readonly tenantId: string
  /** The `iss` of a token of that version. Default: 2. */
  issuer(version?: 1 | 2): string
  /** Where the endpoints are, as MSAL and OpenID Connect clients look for them. */
  readonly metadata: Metadata
}

/** Where the endpoints are, as MSAL and OpenID Connect clients look for them. */
interface Metadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly device_authorization_endpoint: string
  readonly end_session_endpoint: string
  readonly userinfo_endpoint: string
  readonly jwks_uri: string
}

export function createAuthority(origin: string, tenantId: string): Authority {
  const base = `${origin}/${tenantId}`
  const graphUrl = origin === microsoftOrigin ? graphUri : `${origin}/graph`
  const firstHost = origin === microsoftOrigin ? 'https://sts.windows.net' : origin
  const issuer = (version: 1 | 2 = 2): string =>
    version === 2 ? `${base}/v2.0` : `${firstHost}/${tenantId}/`
  return {
    origin,
    graphUrl,
    tenantId,
    issuer,
    metadata: {
      issuer: issuer(),
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      userinfo_endpoint: `${graphUrl}/oidc/userinfo`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    },
  }
}
