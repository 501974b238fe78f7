import { type AccessToken, ReauthenticationError, type TokenSource } from '@caefetch/core'
import { claimsMember } from '@caefetch/core/msal'
import { namedShare } from './share-as.ts'

/** A credential of `@azure/identity`, or anything of that shape. */
export interface TokenCredential {
  /** Resolves with a token for the scopes that satisfies `claims`; null where there is none. */
  getToken(
    scopes: string | string[],
    options?: { claims?: string; enableCae?: boolean; abortSignal?: AbortSignal },
  ): Promise<CredentialToken | null>
}

/** What a {@link TokenCredential} resolves with. */
export interface CredentialToken {
  /** The access token. */
  token: string
  /** When it expires, in milliseconds since the epoch. */
  expiresOnTimestamp: number
  /** When to renew it, in milliseconds since the epoch. */
  refreshAfterTimestamp?: number
  /** The auth-scheme to send it with. Default: `Bearer`. */
  tokenType?: string
}

/**
 * The tokens of a credential. It is asked with claims at once: these credentials go to the network
 * for every token once they have seen a claim, so a look into their cache costs a token request.
 *
 * @see [TokenCredential](https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential)
 */
export function tokenCredential(credential: TokenCredential, shareAs?: string): TokenSource {
  return {
    ...namedShare(shareAs, 'credential'),
    async getToken({ scopes, claims, signal }): Promise<AccessToken> {
      const result = await credential.getToken([...scopes], {
        enableCae: true,
        ...claimsMember(claims),
        ...(signal && { abortSignal: signal }),
      })
      if (!result) throw new ReauthenticationError('The credential resolved without a token.')
      const { token, tokenType, expiresOnTimestamp, refreshAfterTimestamp } = result
      return {
        token,
        expiresOn: expiresOnTimestamp,
        ...(refreshAfterTimestamp !== undefined && { refreshOn: refreshAfterTimestamp }),
        ...(tokenType && { tokenType }),
      }
    },
  }
}
