import { ConfigurationError } from '../errors.ts'
import type { ShareRequest, TokenShare } from './token-share.ts'
import type { AccessToken, TokenRequest, TokenSource } from './token-source.ts'

export type GetToken = (request: TokenRequest) => Promise<AccessToken>

/**
 * A way to get tokens that looks first for what another replica has got.
 *
 * @param ask Asks the source.
 * @throws {@link ConfigurationError} where the source does not say whose tokens it has.
 */
export function createSharedTokens(
  tokens: TokenSource,
  share: TokenShare,
  ask: GetToken,
): GetToken {
  if (!tokens.shareAs) {
    throw new ConfigurationError(
      'share must know whose tokens these are: take an application of MSAL, or set shareAs.',
    )
  }

  return (request) => {
    const { scopes, accountId, rejectedToken, claims, signal, report } = request
    const client = tokens.shareAs?.(request)
    // A token of somebody else's has no more than was asked for there.
    if (client === undefined || (claims && rejectedToken === undefined)) return ask(request)
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
    return share.getToken(wanted, () => ask(asked))
  }
}
