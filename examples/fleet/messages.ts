import type { MsalConfig } from '@caefetch/emulator'
import type { RevokedSubject, TokenStamp } from '@caefetch/resource'

// What the story and its processes tell one another.

export interface ApiSettings {
  tenantId: string
  audience: string
  issuer: string
  jwksUri: string
  redisUrl: string
  /** Where it listens, so that it is found again when it has died; 0 for any port. */
  port: number
  /** The file that orders are written to, each when it is placed. */
  ledger: string
}

export type ApiCommand =
  | { type: 'revoke'; subject: RevokedSubject; before?: number }
  | { type: 'look up'; stamps: TokenStamp[] }

export type ApiReport =
  | { type: 'ready'; url: string }
  | { type: 'revoked'; accepted: boolean }
  /** When the tokens were revoked, in seconds since the epoch. */
  | { type: 'looked up'; cutoffs: (number | null)[] }

export interface DaemonSettings {
  config: MsalConfig
  apis: string[]
  redisUrl: string
  /** Encrypts the tokens in Redis: 32 random bytes in base64. */
  secret: string
}

/** Places so many orders at once. */
export interface DaemonCommand {
  type: 'place'
  ids: string[]
}

export type DaemonReport =
  | { type: 'ready' }
  /** What became of the orders, when the last of them was answered, and what the daemon complained of. */
  | {
      type: 'placed'
      outcomes: [id: string, outcome: number | string][]
      /** Milliseconds since the epoch. */
      endedAt: number
      problems: string[]
    }
