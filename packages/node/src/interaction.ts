import type {
  AccountInfo,
  AuthenticationResult,
  DeviceCodeRequest,
  PublicClientApplication,
} from '@azure/msal-node'

/** What the user is asked for. */
export interface InteractionRequest {
  /** The scopes to ask for. */
  scopes: string[]
  /** JSON text of what the token must satisfy. */
  claims?: string
  /** Who should sign in, where that is known. */
  account?: AccountInfo
  /** Where the account has to sign in, if that is not the configured authority: it is a guest there. */
  authority?: string
  /** Aborts when no call waits for the answer any more. */
  signal?: AbortSignal
}

/** Asks the user for a token, on whatever a command line tool has. */
export interface Interaction {
  (app: PublicClientApplication, request: InteractionRequest): Promise<AuthenticationResult | null>
  /** What events call it. Default: `custom`. */
  readonly kind?: string
}

/** What is shown to the user of a device code. */
export type DeviceCode = Parameters<DeviceCodeRequest['deviceCodeCallback']>[0]

/**
 * Lets the user sign in on another device; `show` gets the code and the address to print.
 *
 * @see [Device code](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code)
 */
export function deviceCode(show: (code: DeviceCode) => void): Interaction {
  const interaction: Interaction = (app, { scopes, claims, authority, signal }) => {
    const request: DeviceCodeRequest = {
      scopes,
      deviceCodeCallback: show,
      ...(claims !== undefined && { claims }),
      ...(authority !== undefined && { authority }),
    }
    signal?.addEventListener('abort', () => {
      request.cancel = true
    })
    return app.acquireTokenByDeviceCode(request)
  }
  return Object.assign(interaction, { kind: 'deviceCode' })
}

/**
 * Lets the user sign in with the browser of this machine; `open` gets the address.
 *
 * @see [Interactive sign-in](https://learn.microsoft.com/entra/identity-platform/scenario-desktop-acquire-token-interactive)
 */
export function systemBrowser(open: (url: string) => Promise<void>): Interaction {
  const interaction: Interaction = (app, { scopes, claims, account, authority, signal }) =>
    app.acquireTokenInteractive({
      scopes,
      async openBrowser(url) {
        signal?.throwIfAborted()
        signal?.addEventListener('abort', () => decline(url))
        await open(url)
      },
      ...(claims !== undefined && { claims }),
      ...(account && { account }),
      ...(authority !== undefined && { authority }),
    })
  return Object.assign(interaction, { kind: 'systemBrowser' })
}

/** MSAL listens until it gets an answer, and keeps the process alive that long. */
function decline(url: string): void {
  const { redirect_uri = '', state = '' } = Object.fromEntries(new URL(url).searchParams)
  const body = new URLSearchParams({ error: 'access_denied', state })
  fetch(redirect_uri, { method: 'POST', body }).catch(() => {})
}
