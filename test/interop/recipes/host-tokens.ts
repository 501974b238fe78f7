import { type ClaimsRequest, mergeClaims, type TokenSource } from '@caefetch/core'

/** What is used of `AadTokenProvider` in SPFx: `await context.aadTokenProviderFactory.getTokenProvider()`. */
interface AadTokenProvider {
  getToken(
    resource: string,
    options?: { useCachedToken?: boolean; claims?: string },
  ): Promise<string>
}

/** What is used of `authentication` in `@microsoft/teams-js`. */
interface TeamsAuthentication {
  getAuthToken(options: { silent: boolean; claims?: string[] }): Promise<string>
}

/** What is used of `Office.auth`. */
interface OfficeAuth {
  getAccessToken(options: { allowSignInPrompt: boolean; authChallenge?: string }): Promise<string>
}

/** SPFx declares no capability for its tokens, so this asks for it: without it an API sends no challenge. */
const capability: ClaimsRequest = { access_token: { xms_cc: { values: ['cp1'] } } }

/** Tokens of the SharePoint page that a web part is on. */
export const spfxTokens = (provider: AadTokenProvider): TokenSource => ({
  async getToken({ scopes: [scope = ''], claims, forceRefresh = false }) {
    const resource = scope.slice(0, scope.lastIndexOf('/'))
    const asked = JSON.stringify(mergeClaims(capability, claims ?? {}))
    const options = { useCachedToken: !forceRefresh, claims: asked }
    return { token: await provider.getToken(resource, options) }
  },
})

/** Tokens of Teams, for the application's own API and no other. */
export const teamsTokens = (authentication: TeamsAuthentication): TokenSource =>
  hostTokens(
    (silent, claims) =>
      authentication.getAuthToken({ silent, ...(claims && { claims: [claims] }) }),
    // It tells its errors by their texts.
    ({ message }) => /resourceRequires|tokenRevoked|invalid_grant|interaction/i.test(message),
  )

/** Tokens of Office for an add-in, for its own API and no other. */
export const officeTokens = (auth: OfficeAuth): TokenSource =>
  hostTokens(
    (silent, claims) =>
      auth.getAccessToken({
        allowSignInPrompt: !silent,
        ...(claims && { authChallenge: claims }),
      }),
    // 13001: the user is not signed in, or not well enough.
    (error) => 'code' in error && error.code === 13001,
  )

/** A source whose host asks its user by itself: silently first, and then only for calls that allow it. */
const hostTokens = (
  ask: (silent: boolean, claims: string | undefined) => Promise<string>,
  needsPerson: (error: Error) => boolean,
): TokenSource => ({
  async getToken({ claims }) {
    const text = claims && JSON.stringify(claims)
    const token = await ask(true, text).catch((error) => {
      if (!needsPerson(error)) throw error
      throw Object.assign(new Error(error.message, { cause: error }), {
        errorCode: 'interaction_required',
      })
    })
    return { token }
  },
  async askUser({ takeClaims }) {
    const claims = takeClaims()
    return { token: await ask(false, claims && JSON.stringify(claims)) }
  },
})
