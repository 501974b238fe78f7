import { metadataOf } from '../endpoints/discovery.ts'
import { type Entra, microsoftOrigin } from './authority.ts'
import { found } from './need.ts'

/** The part of an MSAL `Configuration` that points it at the emulator; for msal-node and msal-browser. */
export interface MsalConfig {
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

export function msalConfig(entra: Entra, clientName: string): MsalConfig {
  const app = found('app', clientName, entra.directory.app(clientName))
  const [redirectUri, ...others] = app.redirectUris
  const only = others.length === 0 && !redirectUri?.endsWith('*') ? redirectUri : undefined
  const { origin } = entra
  const isPlain = origin.startsWith('http:')
  return {
    auth: {
      clientId: app.clientId,
      authority: `${isPlain ? microsoftOrigin : origin}/${entra.directory.tenantId}`,
      ...(isPlain && { authorityMetadata: JSON.stringify(metadataOf(entra)) }),
      ...(!isPlain && origin !== microsoftOrigin && { knownAuthorities: [new URL(origin).host] }),
      ...(app.secret !== undefined && { clientSecret: app.secret }),
      ...(only !== undefined && { redirectUri: only }),
    },
  }
}
