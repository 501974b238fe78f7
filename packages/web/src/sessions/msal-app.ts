import {
  ConfidentialClientApplication,
  type Configuration,
  type ICachePlugin,
} from '@azure/msal-node'
import { ConfigurationError } from '@caefetch/core'

/** Makes applications of MSAL that are the given one but for what they hold. */
export interface MsalApps {
  /** With a cache of its own, which the plugin reads and writes. */
  create(cachePlugin?: ICachePlugin): ConfidentialClientApplication
  /** The authority that was configured. */
  readonly authority: string
  /** Where Entra signs a browser out. */
  readonly signOutUrl: string
}

/**
 * Each session has an application of its own: one that held several users' tokens would mix them in what
 * it writes, since MSAL reads its cache into what it holds and writes all of it.
 *
 * @throws {@link ConfigurationError} for what is no ConfidentialClientApplication.
 * @see [AzureAD/microsoft-authentication-library-for-js#4279](https://github.com/AzureAD/microsoft-authentication-library-for-js/pull/4279)
 */
export function createMsalApps(app: ConfidentialClientApplication): MsalApps {
  // MSAL keeps it in a member that is private, with its defaults filled in.
  const config: Configuration | undefined = Object(Reflect.get(Object(app), 'config'))
  if (typeof Object(app).acquireTokenByCode !== 'function' || !config?.auth) {
    throw new ConfigurationError('app must be a ConfidentialClientApplication of @azure/msal-node.')
  }
  const { clientCertificate, ...auth } = config.auth
  const authority = auth.authority ?? 'https://login.microsoftonline.com/common'
  const hasCertificate = clientCertificate?.thumbprint || clientCertificate?.thumbprintSha256
  return {
    authority,
    signOutUrl: signOutUrlOf(authority, auth.authorityMetadata),
    create: (cachePlugin) =>
      new ConfidentialClientApplication({
        ...config,
        // A certificate without a thumbprint, as MSAL fills it in, is one that it refuses.
        auth: { ...auth, ...(hasCertificate && { clientCertificate }) },
        cache: cachePlugin ? { cachePlugin } : {},
      }),
  }
}

function signOutUrlOf(authority: string, metadata: string | undefined): string {
  const { end_session_endpoint: endpoint } = Object(metadata ? JSON.parse(metadata) : undefined)
  return typeof endpoint === 'string'
    ? endpoint
    : `${authority.replace(/\/$/, '')}/oauth2/v2.0/logout`
}
