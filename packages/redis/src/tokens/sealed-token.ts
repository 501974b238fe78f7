import type { AccessToken } from '@caefetch/core'

/** A token as it is sealed. Times are spans, because the clocks of replicas differ. */
type Content = [
  token: string,
  tokenType: string | null,
  accountId: string | null,
  /** How long it was good for when it was published, in milliseconds. */
  life: number,
  /** How long before its end it is to be renewed, in milliseconds. */
  renewal: number,
]

/** How long a token is good for that does not say so, in milliseconds. */
const unknownLife = 300_000

/** The text of a token, and how long it is good for. */
export function writeToken(access: AccessToken): { text: string; life: number } {
  const { token, tokenType = null, accountId = null } = access
  const life = access.expiresOn === undefined ? unknownLife : access.expiresOn - Date.now()
  const expiresOn = access.expiresOn ?? 0
  const renewal = Math.max(0, expiresOn - (access.refreshOn ?? expiresOn))
  const content: Content = [token, tokenType, accountId, life, renewal]
  return { text: JSON.stringify(content), life }
}

/** @param left How long the entry has to live, in milliseconds. */
export function readToken(text: string, left: number): AccessToken | undefined {
  // What was sealed was written by writeToken: nobody else has the secret.
  const [token, tokenType, accountId, life, renewal]: Content = JSON.parse(text)
  if (!(left > 0)) return undefined
  const expiresOn = Date.now() + Math.min(life, left)
  return {
    token,
    ...(tokenType && { tokenType }),
    ...(accountId && { accountId }),
    expiresOn,
    refreshOn: expiresOn - renewal,
    fromCache: true,
  }
}
