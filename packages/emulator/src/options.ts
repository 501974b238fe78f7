import type { JWK } from 'jose'
import type { Duration } from './duration.ts'
import type { PolicyOptions } from './policy/policy.ts'
import type { Edition, Location, Platform, RiskLevel, TenantType } from './tenant/model.ts'

/** A person in the tenant. */
export interface UserOptions {
  /** Display name. Default: the part of the user principal name before the `@`. */
  name?: string | undefined
  /** Default: `password`. */
  password?: string | undefined
  /** Whether the user has a second factor to show. Default: `false`. */
  canMfa?: boolean | undefined
  /** Default: `none`. */
  risk?: RiskLevel | undefined
  /** Default: the Netherlands, at an address of the documentation range. */
  location?: Location | undefined
  /** Whether the user's device is managed and healthy. Default: `true`. */
  deviceCompliant?: boolean | undefined
}

/** An API that an application exposes. */
export interface ApiOptions {
  /** The application ID URI, e.g. `api://orders`. */
  uri: string
  /** Delegated permissions. Default: none. */
  scopes?: readonly string[] | undefined
  /** App roles. Default: none. */
  roles?: readonly string[] | undefined
  /** Whether capable clients get tokens of 24 to 28 hours. Default: `true`. */
  cae?: boolean | undefined
  /** Optional claims of the access token, as in the app manifest. Default: `['xms_cc', 'acrs']`. */
  optionalClaims?: readonly string[] | undefined
  /** Default: 2. */
  tokenVersion?: 1 | 2 | undefined
}

/** An application registration: a client, an API, or both. */
export interface AppOptions {
  /** Default: a GUID that follows from the tenant and the name. */
  clientId?: string | undefined
  /** How redirect URIs are registered. Default: `web`. */
  platform?: Platform | undefined
  /** Makes the client confidential. */
  secret?: string | undefined
  /** Public keys (PEM or JWK) whose client assertions are accepted; makes the client confidential. */
  keys?: readonly (string | JWK)[] | undefined
  /** Whether a client assertion may be used again, as MSAL does for minutes. Default: `allowed`. */
  assertionReplay?: 'allowed' | 'refused' | undefined
  /** Whether the authorization endpoint may hand out ID tokens (`id_token`, `code id_token`). Default: `false`. */
  idTokens?: boolean | undefined
  /** Exact, or ending in `*`; the port of a loopback address is ignored. Default: none. */
  redirectUris?: readonly string[] | undefined
  /** What makes it an API: its scopes, roles and optional claims. Default: it is none. */
  resource?: ApiOptions | undefined
  /** Delegated permissions by resource, e.g. `{ 'api://orders': ['orders.read'] }`. Default: none. */
  delegated?: Record<string, readonly string[]> | undefined
  /** Application permissions by resource, granted. Default: none. */
  application?: Record<string, readonly string[]> | undefined
  /** `admin`: consented for everyone (the default); `user`: each user is asked once. */
  consent?: 'admin' | 'user' | undefined
}

/** The tenant itself. */
export interface TenantOptions {
  /** Default: a GUID that follows from the domain. */
  id?: string | undefined
  /** Default: `contoso.test`. */
  domain?: string | undefined
  /**
   * `workforce`, or `external` for a tenant of Microsoft Entra External ID (CIAM): clients name it as
   * `https://contoso.ciamlogin.com/`, and that is in the issuer. Default: `workforce`.
   */
  type?: TenantType | undefined
  /** Which edition of Microsoft Entra ID Graph finds: policies need P1, risk needs P2. Default: `P2`. */
  edition?: Edition | undefined
  /** Whether security defaults, which exclude policies, are on. Default: `false`. */
  securityDefaults?: boolean | undefined
}

/** Another tenant, where users of this one are guests and all applications are registered as well. */
export interface OtherTenantOptions {
  /** Default: a GUID that follows from the domain. */
  id?: string | undefined
  /** User principal names. */
  guests: readonly string[]
}

/** How Microsoft Graph behaves where that is up to the tenant, or not on record. */
export interface GraphOptions {
  /** Authentication contexts that paths need, e.g. `{ '/me': 'c1' }`. Default: none. */
  authContexts?: Record<string, string> | undefined
  /** What of a `$batch` is challenged when its token is no longer good. Default: `envelope`. */
  batchChallenges?: 'envelope' | 'parts' | undefined
}

/** What `startEmulator` takes; everything has a default. */
export interface EmulatorOptions {
  /** Default: `{ domain: 'contoso.test' }`. */
  tenant?: TenantOptions | undefined
  /** Other tenants by domain, e.g. `{ 'fabrikam.test': { guests: ['mfa-user@contoso.test'] } }`. Default: none. */
  otherTenants?: Record<string, OtherTenantOptions> | undefined
  /** People by user principal name. Default: the ready tenant's. */
  users?: Record<string, UserOptions> | undefined
  /** Applications by name. Default: the ready tenant's. */
  apps?: Record<string, AppOptions> | undefined
  /** Authentication contexts that exist, id to display name. Default: the ready tenant's. */
  authContexts?: Record<string, string> | undefined
  /** How the Microsoft Graph that it serves behaves. Default: as Graph does. */
  graph?: GraphOptions | undefined
  /** Conditional Access policies. Default: the ready tenant's. */
  policies?: readonly PolicyOptions[] | undefined
  /** An instant at which time stands still until it is moved. Default: real time. */
  clock?: Date | string | number | undefined
  /** Makes ids, codes and lifetimes repeatable. Default: different in every run. */
  seed?: string | undefined
  /** TCP port on loopback; 0 picks a free one, `false` opens none (use `emulator.fetch`). Default: 0. */
  port?: number | false | undefined
  /** Speaks https with a certificate made for the occasion; see `emulator.certificate`. Default: `false`. */
  https?: boolean | undefined
  /** How long an event takes to reach the APIs (Entra: up to 15 minutes). Default: 0. */
  propagationDelay?: Duration | undefined
}
