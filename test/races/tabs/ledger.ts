import type { ClaimsRequest } from '@caefetch/core'
import type { Actor } from '../time/clock.ts'

// What has happened between tabs, their user, the provider and the API. All times are milliseconds of the
// world's clock.

export type Path = 'open' | 'c1' | 'c2'

export interface Call {
  number: number
  tab: Actor
  path: Path
  at: number
  /** What it was refused for last. */
  demand?: ClaimsRequest | undefined
  demandedAt?: number
  settledAt?: number
  status?: number
  error?: unknown
}

/** What the user sees: a dialog in the page, or a popup before it. */
export interface Prompt {
  tab: Actor
  kind: 'dialog' | 'popup'
  at: number
  endedAt?: number
  /** Whether the user saw the tab. */
  isSeen: boolean
  /** What a popup asks for, and whether silence would have done. */
  claims?: ClaimsRequest | undefined
  isNeeded?: boolean
  /** The calls of the tab that waited with a challenge then. */
  waiting: { demand: ClaimsRequest; since: number }[]
  /** Others that the user saw at that time. */
  others: string[]
  outcome?: 'allowed' | 'denied' | 'closed'
}

/** A request to the provider for claims, without a person. */
interface SilentRequest {
  tab: Actor
  claims: string
  at: number
  endedAt?: number
  isDone: boolean
  /** Whether the tab had the user's turn, in which it tries once more before it asks. */
  hasTurn: boolean
}

export interface Ledger {
  story: string[]
  calls: Call[]
  prompts: Prompt[]
  requests: SilentRequest[]
  /** When the user did something on a page, other than to turn away. */
  acts: { tab: Actor; at: number }[]
  declines: { tab: Actor; at: number }[]
  /** When tabs stood still, or were closed. */
  stops: { tab: Actor; at: number }[]
  /** Calls that are held up although nothing is asked. */
  held: string[]
  left: string[]
  /** Whether what tabs had declined was taken from the storage. */
  hasForgotten: boolean
  isShared: boolean
  hasLocks: boolean
}

export const createLedger = (isShared: boolean, hasLocks: boolean): Ledger => ({
  ...{ story: [], calls: [], prompts: [], requests: [], acts: [], declines: [], stops: [] },
  ...{ held: [], left: [], hasForgotten: false, isShared, hasLocks },
})
