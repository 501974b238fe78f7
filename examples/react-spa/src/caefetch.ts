import { type Configuration, createStandardPublicClientApplication } from '@azure/msal-browser'
import { type BrowserFetch, createCaeFetch, withCae } from '@caefetch/browser'
import { createChallenge } from '@caefetch/react'
import { noteEvent } from './events.ts'

interface Settings {
  msal: Configuration
  api: string
  entra: string
}

const settings: Settings = await (await fetch('/settings.json')).json()
const isRedirect = new URLSearchParams(location.search).get('interaction') === 'redirect'

export const { api, entra } = settings
export const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
export const interaction = isRedirect ? 'redirect' : 'popup'

// All of this is made outside of React: components, loaders and tests use the same one.
export const msal = await createStandardPublicClientApplication(withCae(settings.msal))
export const challenge = createChallenge()
export const caeFetch: BrowserFetch = createCaeFetch(msal, {
  resources: { [api]: scopes },
  interaction,
  prompt: challenge,
  onEvent: noteEvent,
})

// To play with in the console.
Object.assign(globalThis, { msal, caeFetch, api })
