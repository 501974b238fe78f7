'use client'

import { createStandardPublicClientApplication } from '@azure/msal-browser'
import { type BrowserFetch, createCaeFetch, withCae } from '@caefetch/browser'

const auth = { clientId: 'your-client-id', redirectUri: '/auth.html' }
const resources = { 'https://api.contoso.com/': ['api://contoso/access'] }

async function connect(): Promise<BrowserFetch> {
  const msal = await createStandardPublicClientApplication(withCae({ auth }))
  return createCaeFetch(msal, { resources })
}

let connected: Promise<BrowserFetch> | undefined

/**
 * For effects, event handlers and what SWR or TanStack Query call: client components are rendered on the
 * server as well, where there is no MSAL and no user.
 */
export const caeFetch: BrowserFetch = async (input, init) => {
  if (typeof window === 'undefined')
    throw new Error('caeFetch is for the browser: call it in an effect.')
  connected ??= connect()
  return (await connected)(input, init)
}
