import type { ConfidentialClientApplication } from '@azure/msal-node'
import {
  type CaeFetch,
  type CaeFetchOptions,
  type CaeRequestInit,
  ConfigurationError,
  createCaeFetch,
} from '@caefetch/core'
import { type Caller, createCallers } from './callers.ts'
import { coreOptionsFor } from './core-options.ts'
import { onBehalfOf } from './sources/on-behalf-of.ts'

/** Options of {@link createOnBehalfOf}. */
export interface OnBehalfOfOptions extends CaeFetchOptions {
  /** How many assertions are remembered, the latest used; 1,000,000 at the most. Default: 10,000. */
  maxAssertions?: number
  /** How long an assertion that is not used is remembered, in milliseconds. Default: 90 minutes, the life of an access token. */
  idleAssertions?: number
}

/**
 * Creates what a middle-tier API calls other APIs with, on behalf of its caller: give it the access
 * token it was called with, get a `fetch` that attaches tokens of that user and answers challenges.
 *
 * Calls with the same assertion share one held token and its renewals; nothing is shared between
 * assertions. A challenge that takes the user rejects with {@link InteractionRequiredError}, whose
 * `claims` are to be relayed to the caller.
 *
 * @throws {@link ConfigurationError} for options that cannot work, or an assertion that is no text.
 * @example
 * const onBehalfOf = createOnBehalfOf(app)
 * const me = await onBehalfOf(callersToken)('https://graph.microsoft.com/v1.0/me')
 * @see [On-behalf-of](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export function createOnBehalfOf(
  app: ConfidentialClientApplication,
  options: OnBehalfOfOptions = {},
): (assertion: string) => CaeFetch {
  const { maxAssertions = 10_000, idleAssertions = 5_400_000, ...coreOptions } = options
  checkWhole('maxAssertions', maxAssertions, 1_000_000)
  checkWhole('idleAssertions', idleAssertions, Number.MAX_SAFE_INTEGER)
  if (typeof Object(app).acquireTokenOnBehalfOf !== 'function') {
    throw new ConfigurationError('createOnBehalfOf needs a ConfidentialClientApplication.')
  }
  const callers = createCallers<CaeFetch>(maxAssertions, idleAssertions)
  const caeFetch = createCaeFetch(onBehalfOf(app, callers), coreOptionsFor(app, coreOptions))
  return (assertion) => {
    if (typeof assertion !== 'string' || assertion === '') {
      throw new ConfigurationError(
        'The assertion must be the access token that this API was called with.',
      )
    }
    return callers.get(
      assertion,
      (caller) => async (input, init) => caeFetch(input, forCaller(caller, init)),
    )
  }
}

/** The call with its caller as the account. What `init` inherits, or has getters for, is left to it. */
function forCaller(caller: Caller, init: CaeRequestInit | undefined): CaeRequestInit {
  if (!init) return { cae: { account: caller } }
  return new Proxy<CaeRequestInit>(Object.create(init), {
    get: (_, name) => (name === 'cae' ? { ...init.cae, account: caller } : Reflect.get(init, name)),
  })
}

function checkWhole(option: string, value: unknown, most: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most) return
  const got = typeof value === 'number' ? value : typeof value
  throw new ConfigurationError(`${option} must be a whole number from 1 to ${most}. Got ${got}.`)
}
