import { type Authority, microsoftOrigin } from './authority.ts'
import type { App } from './model.ts'

/** The part of an MSAL `Configuration` that points it at the emulator; for msal-node and msal-browser. */
export interface MsalConfig {
  /** What MSAL's `auth` takes; spread it to add to it. */
  auth: {
    clientId: string
    authority: string
    /** Endpoints as JSON: what lets MSAL, which wants https authorities, use plain http. */
    authorityMetadata?: string
    /** Hosts that need no check with Microsoft; only over https. */
    knownAuthorities?: string[]
    clientSecret?: string
    redirectUri?: string
  }
}

export function msalConfig({ origin, tenantId, metadata }: Authority, app: App): MsalConfig {
  const [redirectUri, ...others] = app.redirectUris
  const only = others.length === 0 && !redirectUri?.endsWith('*') ? redirectUri : undefined
  const isPlain = origin.startsWith('http:')
  return {
    auth: {
      clientId: app.clientId,
      authority: `${isPlain ? microsoftOrigin : origin}/${tenantId}`,
      ...(isPlain && { authorityMetadata: JSON.stringify(metadata) }),
      ...(!isPlain && origin !== microsoftOrigin && { knownAuthorities: [new URL(origin).host] }),
      ...(app.secret !== undefined && { clientSecret: app.secret }),
      ...(only !== undefined && { redirectUri: only }),
    },
  }
}
