import type { JWK } from 'jose'
import { refuse } from '../errors/catalog.ts'

/** Where a sign-in comes from. */
export interface Location {
  /** ISO 3166-1 alpha-2, e.g. `NL`. */
  readonly country: string
  /** The IP address, v4 or v6. */
  readonly ip: string
}

/** How likely a user is somebody else. */
export type RiskLevel = 'none' | 'low' | 'medium' | 'high'

/** A person in the directory, and what is true of them now. */
export interface User {
  /** The object id (`oid`) at home. */
  readonly id: string
  /** The object ids by tenant id: at home, and wherever the person is a guest. */
  readonly objectIds: Readonly<Record<string, string>>
  /** The user principal name, `name@domain`. */
  readonly upn: string
  readonly name: string
  password: string
  /** Whether the person has a second factor to show. */
  canMfa: boolean
  enabled: boolean
  deleted: boolean
  risk: RiskLevel
  location: Location
  deviceCompliant: boolean
}

/** An API as clients ask for it. */
export interface Resource {
  /** The application ID URI, without a slash at the end. */
  readonly uri: string
  readonly clientId: string
  readonly appName: string
  readonly scopes: readonly string[]
  readonly roles: readonly string[]
  /** Whether the API takes part in Continuous Access Evaluation, and so gets long-lived tokens. */
  readonly cae: boolean
  /** Optional claims its access tokens carry. */
  optionalClaims: readonly string[]
  tokenVersion: 1 | 2
}

/** Who signs in to a tenant: the people of an organization, or its customers (Microsoft Entra External ID). */
export type TenantType = 'workforce' | 'external'

/** An edition of Microsoft Entra ID. */
export type Edition = 'free' | 'P1' | 'P2'

export type Platform = 'spa' | 'web' | 'native'

/** An application, as a client and perhaps as a resource. */
export interface App {
  readonly name: string
  readonly clientId: string
  /** The service principal's object id. */
  readonly id: string
  /** The registration's object id. */
  readonly registrationId: string
  platform: Platform
  readonly secret: string | undefined
  /** Public keys for client assertions: PEM or JWK. */
  readonly keys: readonly (string | JWK)[]
  readonly assertionReplay: 'allowed' | 'refused'
  /** Whether the authorization endpoint may hand out ID tokens. */
  idTokens: boolean
  redirectUris: readonly string[]
  readonly resource: Resource | undefined
  /** Delegated permissions, by resource. */
  delegated: Readonly<Record<string, readonly string[]>>
  /** Application permissions that an admin has granted, by resource. */
  readonly application: Readonly<Record<string, readonly string[]>>
  /** `admin`: consented for everyone; `user`: each user is asked once. */
  readonly consent: 'admin' | 'user'
  /** Whether it is Microsoft's own, without a registration in the tenant. */
  readonly isFirstParty: boolean
  enabled: boolean
}

export function isConfidential(app: App): boolean {
  return app.secret !== undefined || app.keys.length > 0
}

/** The `oid` of a user in a tenant's tokens; throws AADSTS50020 where the user is no guest. */
export function objectIdIn({ tenantId }: { readonly tenantId: string }, user: User): string {
  const id = user.objectIds[tenantId]
  if (id === undefined) throw refuse.notInTenant(user.upn, tenantId)
  return id
}
