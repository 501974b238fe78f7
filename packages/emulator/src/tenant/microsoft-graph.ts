import type { Plan } from '../plan.ts'

/** Every tenant has Microsoft Graph: tokens are for it when no other API is named. */
export const microsoftGraph: Plan['apps'] = {
  'Microsoft Graph': {
    clientId: '00000003-0000-0000-c000-000000000000',
    secret: undefined,
    platform: 'web',
    keys: [],
    redirectUris: [],
    delegated: {},
    application: {},
    consent: 'admin',
    resource: {
      uri: 'https://graph.microsoft.com',
      scopes: ['User.Read', 'User.ReadBasic.All', 'Mail.Read'],
      roles: ['User.Read.All'],
      cae: true,
      optionalClaims: ['xms_cc', 'acrs'],
      tokenVersion: 1,
    },
  },
}
