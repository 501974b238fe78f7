import type { CaeFetchOptions } from '@caefetch/core'
import { graphOf, type MsalCloud } from '@caefetch/core/msal'

/** The capabilities an MSAL application was configured with; undefined where they cannot be seen. */
export function capabilitiesOf(app: object): readonly string[] | undefined {
  const { auth, clientCapabilities } = configOf(app)
  const declared = auth?.clientCapabilities ?? clientCapabilities
  return Array.isArray(declared) ? declared : undefined
}

/** The authority an MSAL application was configured with. */
export function authorityIn(app: object): string | undefined {
  const authority = configOf(app).auth?.authority
  return typeof authority === 'string' ? authority : undefined
}

/** The Microsoft Graph of the cloud an MSAL application was configured for, where that is not the global one. */
export const graphIn = (app: object): CaeFetchOptions['resources'] => graphOf(configOf(app).auth)

/** The id of an MSAL application. */
export const clientIdIn = (app: object): string | undefined => {
  const clientId = configOf(app).auth?.clientId
  return typeof clientId === 'string' ? clientId : undefined
}

/** Whether the tokens are kept outside of the process as well. */
export const hasCachePlugin = (app: object): boolean =>
  configOf(app).cache?.cachePlugin !== undefined

interface MsalConfig {
  auth?: MsalCloud & { clientId?: unknown; clientCapabilities?: unknown }
  cache?: { cachePlugin?: unknown }
  clientCapabilities?: unknown
}

/** MSAL keeps it in a member that is private; `msal.contract.test.ts` says when that changes. */
const configOf = (app: object): MsalConfig => Reflect.get(app, 'config') ?? {}
