import { inTime } from '../in-time.ts'

/** What tells security events apart. */
export interface EventId {
  /** Whose event it is: two issuers may use the same id. */
  readonly issuer: string
  /** The token's id. */
  readonly jti: string
}

/**
 * Which events were handled, by any replica. A store that throws, rejects or takes longer than a second is
 * done without: the event is handled, because revoking twice does no harm and never would.
 */
export interface ReplayStore {
  /**
   * Takes an event for handling, unless it is taken. `claimed`: handle it. `handled`: it was handled.
   * `pending`: a replica is at it; the transmitter is asked to send it again.
   *
   * @param lease Milliseconds after which a claim that was neither confirmed nor released ends.
   */
  claim(event: EventId, lease: number): ClaimedEvent | Promise<ClaimedEvent>
  /** The claimed event was handled. @param expires Seconds since the epoch, until which to remember it. */
  confirm(event: EventId, expires: number): void | Promise<void>
  /** The claimed event could not be handled: the next to claim it gets it. */
  release(event: EventId): void | Promise<void>
}

type ClaimedEvent = 'claimed' | 'handled' | 'pending'

/** How long a replica may take to handle an event, in milliseconds. */
const lease = 30_000
const timeout = 1000
const late = 'The replay store has not answered.'

/** The store, bounded, and never an error. */
export interface Replays {
  claim(event: EventId): Promise<ClaimedEvent>
  confirm(event: EventId, expires: number): Promise<void>
  release(event: EventId): Promise<void>
}

export function createReplays(store: ReplayStore | undefined): Replays {
  /** What the store answers; undefined where it cannot. */
  async function ask<Answer>(
    question: (store: ReplayStore) => Answer | Promise<Answer>,
  ): Promise<Answer | undefined> {
    try {
      return store && (await inTime(Promise.resolve(question(store)), timeout, late))
    } catch {
      return undefined
    }
  }
  return {
    claim: async (event) => (await ask((replays) => replays.claim(event, lease))) ?? 'claimed',
    confirm: (event, expires) => ask((replays) => replays.confirm(event, expires)),
    release: (event) => ask((replays) => replays.release(event)),
  }
}
