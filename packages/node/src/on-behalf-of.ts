import { createHash } from 'node:crypto'
import type { ConfidentialClientApplication } from '@azure/msal-node'
import {
  type CaeFetch,
  type CaeFetchOptions,
  ConfigurationError,
  createCaeFetch,
} from '@caefetch/core'
import { createRecent } from './recent.ts'
import { capabilitiesOf } from './sources/msal.ts'
import { onBehalfOf } from './sources/on-behalf-of.ts'
import { warnWithoutListener } from './warn.ts'

/** Options of {@link createOnBehalfOf}. */
export interface OnBehalfOfOptions extends CaeFetchOptions {
  /** How many assertions are remembered, the latest used. Default: 10,000. */
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
 * @see [On-behalf-of](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export function createOnBehalfOf(
  app: ConfidentialClientApplication,
  options: OnBehalfOfOptions = {},
): (assertion: string) => CaeFetch {
  const { maxAssertions = 10_000, idleAssertions = 5_400_000, ...rest } = options
  if (!(maxAssertions > 0)) throw new ConfigurationError('maxAssertions must be 1 or more.')
  if (!(idleAssertions > 0)) throw new ConfigurationError('idleAssertions must be 1 or more.')
  const coreOptions = warnWithoutListener(rest)
  const fetches = createRecent<CaeFetch>(maxAssertions, idleAssertions)
  // Options are checked, and a client without cp1 is told of, now and not with each assertion.
  createCaeFetch({ ...onBehalfOf(app, ''), clientCapabilities: capabilitiesOf(app) }, coreOptions)
  return (assertion) => {
    if (typeof assertion !== 'string' || assertion === '') {
      throw new ConfigurationError(
        'The assertion must be the access token that this API was called with.',
      )
    }
    const key = createHash('sha256').update(assertion).digest('base64')
    return fetches.get(key, () => createCaeFetch(onBehalfOf(app, assertion), coreOptions))
  }
}
