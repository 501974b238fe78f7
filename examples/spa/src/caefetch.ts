import { type Configuration, createStandardPublicClientApplication } from '@azure/msal-browser'
import { type BrowserOptions, createCaeFetch, withCae } from '@caefetch/browser'

export interface Settings {
  msal: Configuration
  api: string
  entra: string
}

/** All that the application does for claims challenges. */
export async function connect({ msal: configuration, api }: Settings, options: BrowserOptions) {
  const msal = await createStandardPublicClientApplication(withCae(configuration))
  const caeFetch = createCaeFetch(msal, {
    resources: { [api]: ['api://orders/orders.read', 'api://orders/orders.write'] },
    ...options,
  })
  return { msal, caeFetch }
}
