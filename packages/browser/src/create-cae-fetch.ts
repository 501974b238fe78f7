import type { IPublicClientApplication } from '@azure/msal-browser'
import { createCaeFetch as createCoreFetch } from '@caefetch/core'
import { connect, waitingFetch } from './connect.ts'
import type { BrowserFetch, BrowserOptions } from './options.ts'

/**
 * Creates a `fetch` for a single-page application, or one inside of Teams or Office, that attaches the
 * tokens of the signed-in user and answers claims challenges: silently where that is possible, else with
 * the user, who is asked once for all calls that wait, in all tabs.
 *
 * A call rejects with {@link InteractionRequiredError} when the user declines or may not be asked, with
 * {@link ConfigurationError} when it is not clear whose token is meant, and otherwise as core's does.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const caeFetch = createCaeFetch(msal, { resources: { 'https://graph.microsoft.com/': ['User.Read'] } })
 * await caeFetch('https://graph.microsoft.com/v1.0/me')
 * @see [Continuous access evaluation](https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation)
 */
export function createCaeFetch(
  msal: IPublicClientApplication,
  options: BrowserOptions = {},
): BrowserFetch {
  const { tokens, options: coreOptions, wait } = connect(msal, options)
  return waitingFetch(createCoreFetch(tokens, coreOptions), wait)
}
