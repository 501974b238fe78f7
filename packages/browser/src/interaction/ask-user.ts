import type { AuthenticationResult, IPublicClientApplication } from '@azure/msal-browser'
import { InteractionRequiredError } from '@caefetch/core'
import type { Interaction, InteractionRequest } from '../options.ts'
import type { Prompt } from '../prompt/prompt.ts'
import { type Cooldown, isUserActive } from './cooldown.ts'
import type { InteractionDiagnostics } from './diagnostics.ts'
import { type PendingCall, savePending } from './pending.ts'

/** What asking the user takes, besides the question. */
export interface Means {
  msal: IPublicClientApplication
  prompt: Prompt
  cooldown: Cooldown
  /** The calls that wait now. */
  waiting: Iterable<PendingCall>
  diagnostics: InteractionDiagnostics
}

/** Asks the user for a token. Rejects with InteractionRequiredError when they decline. */
export async function askUser(
  { msal, prompt, cooldown, waiting, diagnostics }: Means,
  interaction: Exclude<Interaction, 'none'>,
  request: InteractionRequest,
  signal: AbortSignal | undefined,
): Promise<AuthenticationResult | null> {
  const challenge = [request.loginHint, request.claims].join()
  if (cooldown.isOn(challenge)) throw new InteractionRequiredError(declinedBefore)
  if (typeof interaction === 'function') return interaction(msal, request)
  if (interaction === 'redirect') return leave()

  diagnostics.beforePopup(msal)
  let reason: 'needed' | 'blocked' | undefined = isUserActive() ? undefined : 'needed'
  while (true) {
    if (reason && !(await prompt({ reason, signal }))) return decline()
    try {
      return await msal.acquireTokenPopup(request)
    } catch (error) {
      const code = String(Object(error).errorCode)
      if (code === 'timed_out') diagnostics.noAnswer()
      // “Cancel” and “Deny” are answers of Entra's; of a popup that was closed MSAL hears no more.
      if (/^(user_cancelled|access_denied|timed_out)$/.test(code)) return decline(error)
      const isBlocked = /^(popup|empty)_window_error$/.test(code)
      if (!isBlocked || reason === 'blocked') throw error
      diagnostics.popupBlocked()
      reason = 'blocked'
    }
  }

  function decline(cause?: unknown): never {
    if (!signal?.aborted) cooldown.start(challenge)
    throw new InteractionRequiredError(declined, { cause })
  }

  /** The page is on its way out. It comes back to life only from the back/forward cache. */
  async function leave(): Promise<never> {
    savePending(waiting)
    let returned: ((event: PageTransitionEvent) => void) | undefined
    await new Promise<void>((resolve, reject) => {
      returned = ({ persisted }) => persisted && resolve()
      addEventListener('pageshow', returned)
      msal.acquireTokenRedirect(request).catch(reject)
    }).finally(() => returned && removeEventListener('pageshow', returned))
    return decline()
  }
}

const declined = 'The user did not confirm their sign-in.'
const declinedBefore = `${declined} They have not acted since.`
