import type {
  AuthenticationResult,
  ConfidentialClientApplication,
  PublicClientApplication,
  SilentFlowRequest,
} from '@azure/msal-node'

/** How early MSAL takes a refresh token for expired, in seconds. */
const refreshTokenSkew = 300

/** How many silent requests of an application were given up while they ran. */
const abandonments = new WeakMap<object, number>()

/**
 * Asks MSAL silently, and for itself where an earlier request was given up: MSAL has equal requests wait
 * for the one that runs, which for one that is never answered would be for ever. A request differs
 * from the others by a thousandth of a second of a refresh token's life.
 */
export async function askSilently(
  app: ConfidentialClientApplication | PublicClientApplication,
  request: SilentFlowRequest,
  signal: AbortSignal | undefined,
): Promise<AuthenticationResult> {
  const abandoned = abandonments.get(app) ?? 0
  const abandon = () => abandonments.set(app, (abandonments.get(app) ?? 0) + 1)
  signal?.addEventListener('abort', abandon)
  try {
    return await app.acquireTokenSilent({
      ...request,
      ...(abandoned > 0 && {
        refreshTokenExpirationOffsetSeconds: refreshTokenSkew + abandoned / 1000,
      }),
    })
  } finally {
    signal?.removeEventListener('abort', abandon)
  }
}
