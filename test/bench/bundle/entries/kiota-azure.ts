export { InteractiveBrowserCredential } from '@azure/identity'
export { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions'
export { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure'
export { FetchRequestAdapter } from '@microsoft/kiota-http-fetchlibrary'
