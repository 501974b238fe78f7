import type { TokenCredential } from '@azure/identity'
import type { IPublicClientApplication } from '@azure/msal-browser'
import { tokenFrom } from './hand-written.ts'

export {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
} from '@azure/core-rest-pipeline'

export const credentialOf = (msal: IPublicClientApplication): TokenCredential => ({
  async getToken(scopes, { claims } = {}) {
    const token = await tokenFrom(msal, [scopes].flat(), claims)
    // The policy keeps the token for so long.
    return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
  },
})
