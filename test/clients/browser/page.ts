import type { IPublicClientApplication } from '@azure/msal-browser'
import { type BrowserAuthorizer, createAuthorizer } from '@caefetch/browser'
import { createAxios } from '../../interop/recipes/axios-xhr.ts'
import { createHub } from '../recipes/signalr.ts'

declare global {
  // What the tests put into the page: one authorizer, and all that goes through it.
  var connectClients: (
    msal: IPublicClientApplication,
    api: string,
    hubUrl?: string,
  ) => {
    caeFetch: BrowserAuthorizer['fetch']
    axios: ReturnType<typeof createAxios>
    hub: ReturnType<typeof createHub>
  }
}

globalThis.connectClients = (msal, api, hubUrl = api) => {
  const scopes = ['api://orders/orders.read', 'api://orders/orders.write']
  const authorizer = createAuthorizer(msal, { resources: { [api]: scopes, [hubUrl]: scopes } })
  return {
    caeFetch: authorizer.fetch,
    axios: createAxios(authorizer, api),
    hub: createHub(authorizer, hubUrl),
  }
}
