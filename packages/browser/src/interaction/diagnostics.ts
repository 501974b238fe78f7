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
      const target = new URL(redirectUri || '', location.href)
      if (target.origin + target.pathname === location.origin + location.pathname) {
        say('redirect_bridge_is_app')
      }
    },
  }
}

const bridge = 'a page of its own that calls broadcastResponseToMainFrame().'

const messages = {
  popup_blocked: 'The popup was blocked; the user is asked for a click.',
  redirect_bridge_missing: `The popup was closed, or redirectUri is not ${bridge}`,
  redirect_bridge_is_app: `redirectUri is this page; it must be ${bridge}`,
} satisfies Partial<Record<DiagnosticCode, string>>
