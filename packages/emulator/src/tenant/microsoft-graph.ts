import type { Plan } from '../plan.ts'
import { graphId, graphUri } from './graph-uri.ts'

/** Permissions that exist as delegated and as application permissions. */
const both = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'AuditLog.Read.All',
  'AuthenticationContext.Read.All',
  'AuthenticationContext.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'IdentityRiskyUser.Read.All',
  'IdentityRiskyUser.ReadWrite.All',
  'Organization.Read.All',
  'Policy.Read.All',
  'Policy.Read.ConditionalAccess',
  'Policy.ReadWrite.ConditionalAccess',
  'Policy.ReadWrite.SecurityDefaults',
  'User-PasswordProfile.ReadWrite.All',
  'User.EnableDisableAccount.All',
  'User.Read.All',
  'User.ReadBasic.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
]
const scopes = [...both, 'Mail.Read', 'User.Read']

type PlannedApp = Plan['apps'][string]

const firstParty: PlannedApp = {
  secret: undefined,
  platform: 'web',
  keys: [],
  assertionReplay: 'allowed',
  idTokens: false,
  redirectUris: [],
  delegated: {},
  application: {},
  consent: 'admin',
}

/** What Microsoft puts into every tenant. */
export const firstPartyApps: Plan['apps'] = {
  /** Tokens are for it when no other API is named. */
  'Microsoft Graph': {
    ...firstParty,
    clientId: graphId,
    resource: {
      uri: graphUri,
      scopes,
      roles: both,
      cae: true,
      optionalClaims: ['xms_cc', 'acrs'],
      tokenVersion: 1,
    },
  },
  /** The public client that administrators' tools sign in with. */
  'Microsoft Graph Command Line Tools': {
    ...firstParty,
    clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
    platform: 'native',
    redirectUris: ['http://localhost/*'],
    delegated: { [graphUri]: scopes },
  },
}
