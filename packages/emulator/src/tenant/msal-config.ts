import type { Authority } from './authority.ts'
import type { App } from './model.ts'

/** The part of an MSAL `Configuration` that points it at the emulator; for msal-node and msal-browser. */
export interface MsalConfig {
  /** What MSAL's `auth` takes; spread it to add to it. */
  auth: {
    clientId: string
    authority: string
    /** Endpoints as JSON: what lets MSAL, which wants https authorities, use plain http. */
    authorityMetadata?: string
    /** Hosts that need no check with Microsoft; over https, and of an external tenant. */
    knownAuthorities?: string[]
    clientSecret?: string
    redirectUri?: string
  }
}

export function msalConfig(authority: Authority, app: App): MsalConfig {
  const [redirectUri, ...others] = app.redirectUris
  const only = others.length === 0 && !redirectUri?.endsWith('*') ? redirectUri : undefined
  return {
    auth: {
      clientId: app.clientId,
      ...whereIs(authority),
      ...(app.secret !== undefined && { clientSecret: app.secret }),
      ...(only !== undefined && { redirectUri: only }),
    },
  }
}

/** How MSAL finds its way here. */
function whereIs(authority: Authority): Omit<MsalConfig['auth'], 'clientId'> {
  const { origin, realOrigin, tenantId, metadata, type } = authority
  const isPlain = origin.startsWith('http:')
  if (type === 'external') {
    return {
      // MSAL knows an external tenant by its host, makes the path itself, and must be told of the issuer's host.
      authority: `${realOrigin}/`,
      knownAuthorities: [realOrigin, authority.issuer()].map((url) => new URL(url).host),
      ...(origin !== realOrigin && { authorityMetadata: JSON.stringify(metadata) }),
    }
  }
  return {
    authority: `${isPlain ? realOrigin : origin}/${tenantId}`,
    ...(isPlain && { authorityMetadata: JSON.stringify(metadata) }),
    ...(!isPlain && origin !== realOrigin && { knownAuthorities: [new URL(origin).host] }),
  }
}
