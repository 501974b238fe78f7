import type { AccountInfo } from '@azure/msal-node'

/** Why a session is over. */
export type EndReason =
  /** A security event, or Entra's refusal to go on: sessions were revoked, the password has changed, … */
  | 'revoked'
  /** The application ended it: `web.endSessions`. */
  | 'ended'
  /** The user has signed out everywhere. */
  | 'signed_out'
  /** What Entra gave for this session has run out. */
  | 'expired'

/** A user who is signed in in one browser. */
export interface Session {
  readonly id: string
  /** What it has in common with the session before it, where the same user has signed in once more. */
  readonly visitId: string
  readonly account: AccountInfo
}

/** What is kept of a session. */
export interface SessionRecord {
  readonly visitId: string
  readonly account: AccountInfo
  /** When the sign-in was asked for, in milliseconds since the epoch. */
  readonly since: number
  /** What MSAL holds for it: its cache, as text. */
  readonly tokens: string
  /** That it is over; its tokens are gone. */
  readonly ended?: EndReason
}

/** The account as it may be shown: MSAL's has the raw ID token as well. */
export function withoutTokens(account: AccountInfo): AccountInfo {
  const { idToken: _idToken, tenantProfiles: _profiles, ...rest } = account
  return rest
}
