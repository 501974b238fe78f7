import type { AccountInfo, IPublicClientApplication } from '@azure/msal-browser'
import { type CaeFetchOptions, ConfigurationError } from '@caefetch/core'
import type { BrowserOptions, Interaction } from './options.ts'
import { dialogPrompt } from './prompt/dialog-prompt.ts'
import type { Prompt } from './prompt/prompt.ts'

/** The options that are not core's, checked and completed. */
export interface BrowserSettings {
  interaction: Interaction
  prompt: Prompt
  account: BrowserOptions['account']
  cooldown: number
}

/** @throws {@link ConfigurationError} that names the option, and says what came. */
export function readOptions(
  msal: IPublicClientApplication,
  options: BrowserOptions,
): [BrowserSettings, CaeFetchOptions] {
  const {
    interaction = 'popup',
    prompt = dialogPrompt(),
    cooldown = 60_000,
    account,
    ...coreOptions
  } = options
  if (typeof Object(msal).acquireTokenSilent !== 'function') {
    throw new ConfigurationError(
      'The first argument must be a PublicClientApplication of @azure/msal-browser.',
    )
  }
  if (typeof prompt !== 'function') refuse('prompt', 'a function', prompt)
  if (account !== undefined && typeof account !== 'function') {
    refuse('account', 'a function that gives an account', account)
  }
  // NaN is none.
  if (!(typeof cooldown === 'number' && cooldown >= 0)) refuse('cooldown', '0 or more', cooldown)
  readInteraction('interaction', interaction)
  return [{ interaction, prompt, cooldown, account }, coreOptions]
}

/** @throws {@link ConfigurationError} for what is no way to ask the user. */
export function readInteraction(option: string, value: unknown): Interaction {
  if (value === 'popup' || value === 'redirect' || value === 'none') return value
  if (typeof value === 'function') return value as Interaction
  return refuse(option, '"popup", "redirect", "none" or a function', value)
}

/**
 * An account as MSAL gives it out.
 *
 * @throws {@link ConfigurationError} that names the option, for anything else.
 */
export function readAccount(option: string, value: unknown): AccountInfo {
  if (typeof Object(value).homeAccountId === 'string') return value as AccountInfo
  return refuse(option, 'an account as MSAL gives it out', value)
}

function refuse(option: string, rule: string, value: unknown): never {
  const isShort = typeof value === 'number' || value === null
  const got = isShort ? value : typeof value === 'string' ? JSON.stringify(value) : typeof value
  throw new ConfigurationError(`${option} must be ${rule}. Got ${got}.`)
}
