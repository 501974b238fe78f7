import { refuse } from '../errors/catalog.ts'
import { type Entra, issuerOf } from '../tenant/authority.ts'
import type { EndpointContext } from './context.ts'

const aliases = ['common', 'organizations']

/** Where the endpoints are, as MSAL and OpenID Connect clients look for them. */
export interface Metadata {
  readonly issuer: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly device_authorization_endpoint: string
  readonly end_session_endpoint: string
  readonly jwks_uri: string
}

export function metadataOf(entra: Entra): Metadata {
  const base = `${entra.origin}/${entra.directory.tenantId}`
  return {
    issuer: issuerOf(entra),
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}

/** Throws AADSTS90002 unless the path names this tenant, by id, by domain or by an alias. */
export function checkTenant(c: EndpointContext): void {
  const { tenantId, domain } = c.var.entra.directory
  const tenant = c.req.param('tenant') ?? ''
  if (![tenantId.toLowerCase(), domain.toLowerCase(), ...aliases].includes(tenant)) {
    throw refuse.unknownTenant(tenant)
  }
}

/** @see [OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata) */
export function openidConfiguration(c: EndpointContext): Response {
  const { origin } = new URL(c.var.entra.origin)
  return c.json({
    ...metadataOf(c.var.entra),
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'client_secret_basic',
      'private_key_jwt',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    claims_parameter_supported: true,
    request_uri_parameter_supported: false,
    frontchannel_logout_supported: true,
    http_logout_supported: true,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'nonce', 'name'],
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(origin).host,
    msgraph_host: 'graph.microsoft.com',
  })
}

/**
 * Where receivers of security events learn who signs them.
 *
 * @see [Shared Signals Framework §7](https://openid.net/specs/openid-sharedsignals-framework-1_0-final.html#section-7)
 */
export function transmitterConfiguration(c: EndpointContext): Response {
  const { issuer, jwks_uri } = metadataOf(c.var.entra)
  return c.json({
    spec_version: '1_0',
    issuer,
    jwks_uri,
    delivery_methods_supported: ['urn:ietf:rfc:8935'],
    default_subjects: 'ALL',
  })
}

/** What MSAL asks to learn whether an authority is Entra. */
export function instanceDiscovery(c: EndpointContext): Response {
  const { entra } = c.var
  const { host } = new URL(entra.origin)
  return c.json({
    tenant_discovery_endpoint: `${entra.origin}/${entra.directory.tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  })
}

export async function signingKeys(c: EndpointContext): Promise<Response> {
  const { keys, origin } = c.var.entra
  const issuer = `${origin}/{tenantid}/v2.0`
  const published = await keys.jwks()
  return c.json({ keys: published.keys.map((key) => ({ ...key, issuer })) })
}
