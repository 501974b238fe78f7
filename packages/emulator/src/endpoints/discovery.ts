import type { Authorities } from '../tenant/authorities.ts'
import { externalIssuer } from '../tenant/tenant-hosts.ts'
import type { Keys } from '../tokens/keys.ts'
import { authorityOf } from './authority-of.ts'
import type { EndpointContext } from './context.ts'

const claims = [
  ...['sub', 'iss', 'cloud_instance_name', 'cloud_instance_host_name', 'aud', 'exp', 'iat'],
  ...['auth_time', 'acr', 'nonce', 'preferred_username', 'name', 'tid', 'ver', 'email', 'c_hash'],
]

type Endpoint = (c: EndpointContext) => Response | Promise<Response>

interface Discovery {
  readonly openidConfiguration: Endpoint
  readonly transmitterConfiguration: Endpoint
  readonly instanceDiscovery: Endpoint
  readonly signingKeys: Endpoint
}

export function createDiscovery(authorities: Authorities, keys: Keys): Discovery {
  const { home } = authorities
  const { host } = new URL(home.origin)
  return {
    /** @see [OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata) */
    openidConfiguration(c) {
      return c.json({
        ...authorityOf(authorities, c).metadata,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'client_secret_basic',
          'private_key_jwt',
        ],
        response_modes_supported: ['query', 'fragment', 'form_post'],
        response_types_supported: ['code', 'id_token', 'code id_token'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        // Like Entra, it does not say that it knows PKCE.
        claims_parameter_supported: true,
        request_uri_parameter_supported: false,
        frontchannel_logout_supported: true,
        http_logout_supported: true,
        claims_supported: claims,
        tenant_region_scope: 'EU',
        cloud_instance_name: host,
        msgraph_host: new URL(home.graphUrl).host,
      })
    },
    /**
     * Where receivers of security events learn who signs them.
     *
     * @see [Shared Signals Framework §7](https://openid.net/specs/openid-sharedsignals-framework-1_0-final.html#section-7)
     */
    transmitterConfiguration(c) {
      return c.json({
        spec_version: '1_0',
        issuer: home.metadata.issuer,
        jwks_uri: home.metadata.jwks_uri,
        delivery_methods_supported: ['urn:ietf:rfc:8935'],
        default_subjects: 'ALL',
      })
    },
    /** What MSAL asks to learn whether an authority is Entra. */
    instanceDiscovery(c) {
      const { issuer } = home.metadata
      return c.json({
        tenant_discovery_endpoint: `${issuer}/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
      })
    },
    async signingKeys(c) {
      const issuer =
        home.type === 'external' ? externalIssuer('{tenantid}') : `${home.origin}/{tenantid}/v2.0`
      const published = await keys.jwks()
      return c.json({ keys: published.keys.map((key) => ({ ...key, issuer })) })
    },
  }
}
