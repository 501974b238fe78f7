import type { ClaimsRequest } from '@caefetch/core'
import type { JournalEntry } from '../journal.ts'
import type { EventType } from '../revocation/critical-event.ts'

/** What an API answered, without the token it was sent. */
export interface ApiAnswer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly client?: string
  readonly user?: string
  /** The `error` of its challenge. */
  readonly error?: string
  /** The claims it asked for. */
  readonly claims?: ClaimsRequest
  /** Its `WWW-Authenticate`, as it was sent. */
  readonly challenge?: string
  /** What the token that it was sent states. */
  readonly token?: Readonly<Record<string, unknown>>
}

export type ActivityBody =
  /** A request to the emulator. */
  | { readonly kind: 'request'; readonly entry: JournalEntry }
  /** A request to an API that the page shows. */
  | { readonly kind: 'api'; readonly answer: ApiAnswer }
  /** An event that reaches the APIs. */
  | { readonly kind: 'event'; readonly type: EventType; readonly about: string }
  /** Something that was done on the page. */
  | { readonly kind: 'action'; readonly text: string }
