import { graphUri } from './graph-uri.ts'
import { externalIssuer, realOrigin, type TenantName } from './tenant-hosts.ts'

/** A tenant as clients address it: `{origin}/{tenantId}`. */
export interface Authority {
  /** Scheme, host and port. */
  readonly origin: string
  /** The origin of the real tenant that this one stands for; the same as `origin` where there is no socket. */
  readonly realOrigin: string
  /** What stands for `https://graph.microsoft.com`. */
  readonly graphUrl: string
  readonly tenantId: string
  readonly type: TenantName['type']
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

export function createAuthority(origin: string, tenant: TenantName): Authority {
  const { tenantId, type } = tenant
  const base = `${origin}/${tenantId}`
  const isReal = origin === realOrigin(tenant)
  const graphUrl = isReal ? graphUri : `${origin}/graph`
  const firstHost = isReal ? 'https://sts.windows.net' : origin
  const second = type === 'external' ? externalIssuer(tenantId) : `${base}/v2.0`
  const issuer = (version: 1 | 2 = 2): string =>
    version === 2 ? second : `${firstHost}/${tenantId}/`
  return {
    origin,
    realOrigin: realOrigin(tenant),
    graphUrl,
    tenantId,
    type,
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
