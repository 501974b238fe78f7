import type { IPublicClientApplication } from '@azure/msal-browser'
import type { DiagnosticCode, Emit } from '@caefetch/core'

/** What stands in the way of a popup, in words; each is said once. */
export interface InteractionDiagnostics {
  popupBlocked(): void
  /** The popup ended without an answer. */
  noAnswer(): void
  /** Looks at the redirect URI before a popup is opened. */
  beforePopup(msal: IPublicClientApplication): void
}

export function createDiagnostics(emit: Emit): InteractionDiagnostics {
  const said = new Set<DiagnosticCode>()
  const say = (code: keyof typeof messages) => {
    if (!said.has(code)) emit({ type: 'diagnostic', code, message: messages[code] })
    said.add(code)
  }
  return {
    popupBlocked: () => say('popup_blocked'),
    noAnswer: () => say('redirect_bridge_missing'),
    beforePopup(msal) {
      const { redirectUri } = msal.getConfiguration().auth
      const bridge = new URL(redirectUri || '', location.href)
      if (bridge.origin + bridge.pathname === location.origin + location.pathname) {
        say('redirect_bridge_is_app')
      }
    },
  }
}

const messages = {
  popup_blocked:
    'The browser blocked the popup; the user is asked for a click first. Give `prompt` to ask in your own way.',
  redirect_bridge_missing:
    'The popup gave no answer: it was closed, or the page at redirectUri does not call broadcastResponseToMainFrame() of @azure/msal-browser/redirect-bridge.',
  redirect_bridge_is_app:
    'redirectUri is this very page. MSAL needs a page of its own there, which only calls broadcastResponseToMainFrame().',
} satisfies Partial<Record<DiagnosticCode, string>>
