import type { IPublicClientApplication } from '@azure/msal-browser'
import type { TokenRequest } from '@caefetch/core'

/** What stands in the way of a popup. Each is told once. */
export type BrowserDiagnosticCode =
  | 'popup_blocked'
  | 'redirect_bridge_missing'
  | 'redirect_bridge_is_app'

export function diagnose(
  { report }: Pick<TokenRequest, 'report'>,
  code: BrowserDiagnosticCode,
): void {
  report?.({ type: 'diagnostic', code, message: messages[code] })
}

/** Whether what is to hand over Entra's answer is this very page, which would start itself in the popup. */
export function isBridgeThisPage(msal: IPublicClientApplication): boolean {
  const { redirectUri } = msal.getConfiguration().auth
  const { origin, pathname } = new URL(redirectUri || '', location.href)
  return origin === location.origin && pathname === location.pathname
}

const bridge = 'a page of its own that calls broadcastResponseToMainFrame().'

const messages: Record<BrowserDiagnosticCode, string> = {
  popup_blocked: 'The popup was blocked; the user is asked for a click.',
  redirect_bridge_missing: `The popup was closed, or redirectUri is not ${bridge}`,
  redirect_bridge_is_app: `redirectUri is this page; it must be ${bridge}`,
}
