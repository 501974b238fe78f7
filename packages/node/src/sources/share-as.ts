import type { TokenSource } from '@caefetch/core'
import { isCapable } from '@caefetch/core/msal'
import { authorityIn, capabilitiesOf, clientIdIn } from './msal-config.ts'

/**
 * Names the client of an MSAL application, and how its tokens are asked for, so that replicas can share
 * them; undefined where the application does not show its configuration.
 */
export function shareAs(app: object, grant: string): string | undefined {
  const clientId = clientIdIn(app)
  const capability = isCapable(capabilitiesOf(app)) ? 'cp1' : ''
  return clientId && JSON.stringify([authorityIn(app) ?? '', clientId, capability, grant])
}

/** The same for an identity that only the application can name; nothing where it does not. */
export const namedShare = (
  name: string | undefined,
  ...details: readonly string[]
): Pick<TokenSource, 'shareAs'> =>
  name === undefined ? {} : { shareAs: () => JSON.stringify([...details, name]) }
