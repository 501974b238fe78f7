import { guidOf } from '../ids.ts'
import type { Directory } from '../tenant/directory.ts'
import type { App } from '../tenant/model.ts'
import type { Entity } from './collection.ts'
import { type RequiredAccess, roleId, scopeId } from './required-access.ts'

/** `optionalClaims` as Graph shows it. */
export interface OptionalClaims {
  readonly idToken?: readonly OptionalClaim[] | undefined
  readonly accessToken?: readonly OptionalClaim[] | undefined
  readonly saml2Token?: readonly OptionalClaim[] | undefined
}

interface OptionalClaim {
  readonly name: string
  readonly source?: string | null | undefined
  readonly essential?: boolean | undefined
  readonly additionalProperties?: readonly string[] | undefined
}

/** A registration as Graph shows it. */
export function toApplication(
  app: App,
  directory: Directory,
  optionalClaims: OptionalClaims | null,
  requiredResourceAccess: RequiredAccess,
): Entity {
  const { resource, platform } = app
  const uris = (of: App['platform']) => ({ redirectUris: platform === of ? app.redirectUris : [] })
  return {
    id: app.registrationId,
    appId: app.clientId,
    displayName: app.name,
    identifierUris: resource ? [resource.uri] : [],
    signInAudience: 'AzureADMyOrg',
    publisherDomain: directory.domain,
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: resource?.tokenVersion ?? null,
      oauth2PermissionScopes: (resource?.scopes ?? []).map((name) => toScope(app, name)),
      preAuthorizedApplications: [],
    },
    appRoles: (resource?.roles ?? []).map((name) => toRole(app, name)),
    optionalClaims,
    requiredResourceAccess,
    spa: uris('spa'),
    web: {
      ...uris('web'),
      implicitGrantSettings: {
        enableIdTokenIssuance: app.idTokens,
        enableAccessTokenIssuance: false,
      },
    },
    publicClient: uris('native'),
    keyCredentials: app.keys.map((_, index) => ({ keyId: guidOf('key', app.id, String(index)) })),
    passwordCredentials:
      app.secret === undefined ? [] : [{ keyId: guidOf('secret', app.id), hint: null }],
  }
}

/** A service principal as Graph shows it. */
export function toServicePrincipal(app: App, directory: Directory): Entity {
  const { resource } = app
  return {
    id: app.id,
    appId: app.clientId,
    displayName: app.name,
    appDisplayName: app.name,
    accountEnabled: app.enabled,
    appOwnerOrganizationId: directory.tenantId,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [app.clientId, ...(resource ? [resource.uri] : [])],
    oauth2PermissionScopes: (resource?.scopes ?? []).map((name) => toScope(app, name)),
    appRoles: (resource?.roles ?? []).map((name) => toRole(app, name)),
    tags: [],
  }
}

/** What a registration asks of access tokens, as it was before Graph changed it. */
export function optionalClaimsOf({ resource }: App): OptionalClaims | null {
  if (!resource || resource.optionalClaims.length === 0) return null
  const accessToken = resource.optionalClaims.map((name) => ({
    name,
    source: null,
    essential: false,
    additionalProperties: [],
  }))
  return { idToken: [], accessToken, saml2Token: [] }
}

function toScope({ clientId, name: app }: App, value: string): Entity {
  const text = `${value} at ${app}`
  return {
    id: scopeId({ clientId }, value),
    value,
    type: 'User',
    isEnabled: true,
    adminConsentDisplayName: text,
    adminConsentDescription: text,
    userConsentDisplayName: text,
    userConsentDescription: text,
  }
}

function toRole({ clientId, name: app }: App, value: string): Entity {
  return {
    id: roleId({ clientId }, value),
    value,
    displayName: value,
    description: `${value} at ${app}`,
    allowedMemberTypes: ['Application'],
    isEnabled: true,
    origin: 'Application',
  }
}
