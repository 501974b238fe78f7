import { ConfigurationError } from '../errors.ts'
import type { ShareRequest, TokenShare } from './token-share.ts'
import type { AccessToken, TokenRequest, TokenSource } from './token-source.ts'

/**
 * `check` throws at what is no answer, so that nobody else is given it. `isExact`: that a token of which no
 * more is known than that it is later has been refused already.
 */
export type GetToken = (
  request: TokenRequest,
  check: (access: AccessToken) => AccessToken,
  isExact: boolean | undefined,
) => Promise<AccessToken>

/**
 * A way to get tokens that looks first for what another replica has got.
 *
 * @param ask Asks the source.
 * @throws {@link ConfigurationError} where the source does not say whose tokens it has.
 */
export function createSharedTokens(
  tokens: TokenSource,
  share: TokenShare,
  ask: (request: TokenRequest) => Promise<AccessToken>,
): GetToken {
  if (!tokens.shareAs) {
    throw new ConfigurationError(
      'share must know whose tokens these are: take an application of MSAL, or set shareAs.',
    )
  }

  return (request, check, isExact) => {
    const { scopes, accountId, rejectedToken, claims, signal, report } = request
    const client = tokens.shareAs?.(request)
    // A token of somebody else's has no more than was asked for there.
    if (client === undefined || (claims && (isExact || rejectedToken === undefined)))
      return ask(request)
    const wanted: ShareRequest = {
      client,
      accountId,
      scopes,
      rejectedToken,
      signal,
      report: (problem) => report?.({ type: 'diagnostic', ...problem }),
    }
    // The share has been looked at; a cache of this process may have an older token than the rejected one.
    const asked = rejectedToken === undefined ? request : { ...request, forceRefresh: true }
    return share.getToken(wanted, async () => check(await ask(asked)))
  }
}
