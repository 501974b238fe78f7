import type { AccountInfo, IPublicClientApplication } from '@azure/msal-browser'
import {
  type CaeFetch,
  ConfigurationError,
  createCaeFetch as createCoreFetch,
} from '@caefetch/core'
import { watchAccount } from './account/account.ts'
import { withConsole } from './console.ts'
import { askUser } from './interaction/ask-user.ts'
import { createCooldown } from './interaction/cooldown.ts'
import { createDiagnostics } from './interaction/diagnostics.ts'
import type { PendingCall } from './interaction/pending.ts'
import { type AskUser, msalSource } from './msal-source.ts'
import type { BrowserFetch, BrowserOptions } from './options.ts'
import { dialogPrompt } from './prompt/dialog-prompt.ts'

/**
 * Creates a `fetch` for a single-page application that attaches the tokens of the signed-in user and
 * answers claims challenges: silently where that is possible, else with the user, who is asked once
 * for all calls that wait, in all tabs.
 *
 * A call rejects with {@link InteractionRequiredError} when the user declines or may not be asked.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [Continuous access evaluation](https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation)
 */
export function createCaeFetch(
  msal: IPublicClientApplication,
  options: BrowserOptions = {},
): BrowserFetch {
  const { interaction = 'popup', prompt = dialogPrompt(), cooldown = 60_000, account } = options
  if (
    !['popup', 'redirect', 'none'].includes(String(interaction)) &&
    typeof interaction !== 'function'
  ) {
    throw new ConfigurationError('interaction must be popup, redirect, none or a function.')
  }
  const coreOptions = withConsole(options)
  const { onEvent } = coreOptions
  const waiting = new Set<PendingCall>()
  const diagnostics = createDiagnostics(onEvent)
  const declined = createCooldown(cooldown)

  const ask: AskUser = async (kind, request, signal) => {
    const tell = (state: 'started' | 'succeeded' | 'failed') =>
      onEvent({ type: 'interaction', kind: typeof kind === 'string' ? kind : 'custom', state })
    tell('started')
    try {
      const means = { msal, prompt, cooldown: declined, waiting, diagnostics }
      const result = await askUser(means, kind, request, signal)
      tell('succeeded')
      return result
    } catch (error) {
      tell('failed')
      throw error
    }
  }

  // One pipeline an account: what is held for one can never reach a call of another.
  const pipelines = new Map<string, CaeFetch>()
  const current = watchAccount(msal, () => pipelines.clear())
  const pipelineOf = (user: AccountInfo | undefined): CaeFetch => {
    const id = user?.homeAccountId ?? ''
    const pipeline =
      pipelines.get(id) ?? createCoreFetch(msalSource(msal, user, interaction, ask), coreOptions)
    pipelines.set(id, pipeline)
    return pipeline
  }

  return async function caeFetch(input, init) {
    const user = init?.cae?.account ?? account?.() ?? current.get()
    const request = input instanceof Request ? input : undefined
    const method = init?.method ?? request?.method ?? 'GET'
    const call = { method, url: request?.url ?? String(input) }
    waiting.add(call)
    try {
      return await pipelineOf(user)(input, init)
    } finally {
      waiting.delete(call)
    }
  }
}
