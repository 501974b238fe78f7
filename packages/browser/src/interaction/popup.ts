import type { AuthenticationResult, IPublicClientApplication } from '@azure/msal-browser'
import { InteractionRequiredError, type TokenRequest } from '@caefetch/core'
import { reportInteraction } from '@caefetch/core/msal'
import type { InteractionRequest } from '../options.ts'
import type { Prompt, PromptRequest } from '../prompt/prompt.ts'
import { untilAborted } from '../tabs/until-aborted.ts'
import type { Turn } from '../tabs/users-turn.ts'
import { diagnose, isBridgeThisPage } from './diagnostics.ts'
import { cancelled, codeOf, isBlocked } from './outcomes.ts'
import { isUserActive } from './user-acts.ts'

/** Opens a popup, after a click of the user's where browsers would block it without one. */
export type Popup = (
  question: Pick<TokenRequest, 'report'>,
  turn: Turn,
  isSignedIn: boolean,
  /** Called at the moment when the popup opens. */
  takeRequest: () => InteractionRequest,
) => Promise<AuthenticationResult>

export function createPopup(msal: IPublicClientApplication, prompt: Prompt): Popup {
  // In WebKit a click does not survive the fetch that was challenged, a lock or a timer, although
  // userActivation says so: https://bugs.webkit.org/show_bug.cgi?id=302803
  let isActivationTrusted = !globalThis.navigator?.vendor?.startsWith('Apple')

  async function isConfirmed(request: PromptRequest, signal: AbortSignal): Promise<boolean> {
    try {
      return await untilAborted(prompt(request), signal)
    } catch (cause) {
      if (signal.aborted) throw cause
      throw new InteractionRequiredError('The prompt that asks the user has failed.', { cause })
    }
  }

  return async (question, turn, isSignedIn, takeRequest) => {
    if (isBridgeThisPage(msal)) diagnose(question, 'redirect_bridge_is_app')
    const { signal } = turn
    let reason: PromptRequest['reason'] | undefined
    if (!isActivationTrusted || !isUserActive()) reason = 'needed'
    while (true) {
      if (reason) {
        const request = { reason, isSignedIn, signal }
        await reportInteraction(question, 'dialog', async () => {
          if (!(await isConfirmed(request, signal))) throw cancelled()
        })
      }
      // From the click up to here there may be nothing but promises, or WebKit blocks the popup.
      turn.keep(true)
      try {
        return await reportInteraction(question, 'popup', () =>
          msal.acquireTokenPopup(takeRequest()),
        )
      } catch (error) {
        if (codeOf(error) === 'timed_out') diagnose(question, 'redirect_bridge_missing')
        if (!isBlocked(error) || reason === 'blocked') throw error
        if (!reason) isActivationTrusted = false
        diagnose(question, 'popup_blocked')
        reason = 'blocked'
        turn.keep(false)
      }
    }
  }
}
