import { createNestablePublicClientApplication } from '@azure/msal-browser'
import { type BrowserOptions, createCaeFetch, withCae } from '@caefetch/browser'

/** An application inside of Office or Teams, as the host's frame would load it. */
globalThis.startNestedApp = async (api, options) => {
  const auth = { clientId: 'client', authority: 'https://login.microsoftonline.com/common' }
  const msal = await createNestablePublicClientApplication(withCae({ auth }))
  const interactions: string[] = []
  const caeFetch = createCaeFetch(msal, {
    resources: { [api]: ['orders.read'] },
    onEvent: (event) => event.type === 'interaction' && interactions.push(event.kind),
    ...options,
  })
  return { caeFetch, interactions }
}

declare global {
  var startNestedApp: (
    api: string,
    options: BrowserOptions,
  ) => Promise<{ caeFetch: typeof fetch; interactions: string[] }>
}
