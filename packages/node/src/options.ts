import type { AccountInfo } from '@azure/msal-node'
import {
  type CaeCallOptions,
  type CaeFetchOptions,
  type CaeRequestInit,
  ConfigurationError,
} from '@caefetch/core'
import type { Interaction } from './interaction.ts'

/** Options of {@link createCaeFetch}. */
export interface NodeOptions extends CaeFetchOptions {
  /**
   * The user that tokens are for; a function is asked at each call, and when its answer changes, the
   * held token is dropped. `cae.account` names another one for a single call. Default for a
   * PublicClientApplication: the only user that is signed in. A ConfidentialClientApplication with an
   * account gets tokens of that user, without one its own.
   */
  account?: AccountInfo | (() => AccountInfo | undefined)
  /**
   * How a PublicClientApplication asks the user: `deviceCode(…)`, `systemBrowser(…)`, your own function.
   * `cae.interaction` is another one for a single call, or `'none'`. Default: not at all.
   */
  interaction?: Interaction
  /**
   * Names the identity of a ManagedIdentityApplication or a credential for `share`: they do not say whose
   * tokens they have. The same text in all replicas of that identity, and in no other; its object id, for
   * one. An application of MSAL says it itself.
   */
  shareAs?: string
}

/** What one call may ask for. */
export interface NodeCallOptions extends CaeCallOptions {
  /** Whose token it is to be, in an application of MSAL that has users. */
  account?: AccountInfo
  /** How a PublicClientApplication asks the user for this call; `'none'`: not at all. */
  interaction?: 'none' | Interaction
}

/** The options of `fetch`, and of caefetch under `cae`. */
export interface NodeRequestInit extends CaeRequestInit {
  /** What this call asks of caefetch. */
  cae?: NodeCallOptions
}

/** A `fetch` that attaches tokens and answers claims challenges. */
export type NodeFetch = (input: string | URL | Request, init?: NodeRequestInit) => Promise<Response>

/**
 * An account as MSAL gives it out.
 *
 * @throws {@link ConfigurationError} that names the option, for anything else.
 */
export function readAccount(option: string, account: unknown): AccountInfo | undefined {
  if (account === undefined || isAccount(account)) return account
  throw new ConfigurationError(
    `${option} must be an account as MSAL gives it out, with a homeAccountId. Got ${account === null ? 'null' : typeof account}.`,
  )
}

const isAccount = (account: unknown): account is AccountInfo =>
  typeof Object(account).homeAccountId === 'string'

/** @throws {@link ConfigurationError} that names the option. */
export function checkAccount(account: unknown): void {
  if (typeof account !== 'function') readAccount('account', account)
}

/** @throws {@link ConfigurationError} for what cannot ask anybody. */
export function checkInteraction(
  option: string,
  interaction: unknown,
): asserts interaction is Interaction {
  if (typeof interaction === 'function') return
  throw new ConfigurationError(
    `${option} must be a function that asks the user: deviceCode(…), systemBrowser(…) or one of your own. Got ${typeof interaction}.`,
  )
}

/** @throws {@link ConfigurationError} for what names nobody. */
export function checkShareAs(name: unknown): void {
  if (name === undefined || (typeof name === 'string' && name !== '')) return
  throw new ConfigurationError(
    'shareAs must be a text that names the identity, such as its object id.',
  )
}

/** @throws {@link ConfigurationError} for an option that an application has no use for. */
export function refuseOption(
  name: 'account' | 'interaction' | 'shareAs',
  value: unknown,
  reason: string,
): void {
  if (value !== undefined) throw new ConfigurationError(`${name} ${reason}: leave it out.`)
}
