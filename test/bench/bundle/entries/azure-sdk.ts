export { authorizeRequestOnClaimChallenge, ServiceClient } from '@azure/core-client'
export { bearerTokenAuthenticationPolicy, createPipelineRequest } from '@azure/core-rest-pipeline'
export { InteractiveBrowserCredential } from '@azure/identity'
