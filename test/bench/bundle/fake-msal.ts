import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
  SilentRequest,
} from '@azure/msal-browser'

// In place of msal-browser while the answers are checked; the bundles import it.

export * from '@azure/msal-browser'

const account: AccountInfo = {
  homeAccountId: 'home',
  environment: 'login.microsoftonline.com',
  tenantId: '11111111-1111-4111-8111-111111111111',
  username: 'mia@contoso.test',
  localAccountId: 'local',
}

/** Has a token, and another one for whoever brings the claims of the challenge. */
export const fakeMsal = {
  getConfiguration: () => ({ auth: { clientId: 'spa', clientCapabilities: ['cp1'] } }),
  addEventCallback: () => null,
  handleRedirectPromise: async () => null,
  getActiveAccount: () => account,
  getAllAccounts: () => [account],
  setActiveAccount() {},
  async acquireTokenSilent({ claims, scopes }: SilentRequest) {
    const expiresOn = new Date(Date.now() + 3_600_000)
    const accessToken = claims === challengeClaims ? 'renewed' : 'first'
    return { account, accessToken, expiresOn, scopes } as AuthenticationResult
  },
} as unknown as IPublicClientApplication

export const challengeClaims = JSON.stringify({
  access_token: { nbf: { essential: true, value: '1726077595' } },
})

export const createStandardPublicClientApplication = async (): Promise<IPublicClientApplication> =>
  fakeMsal
