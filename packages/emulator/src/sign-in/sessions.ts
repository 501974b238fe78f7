import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { User } from '../tenant/model.ts'

/** A user's sign-in, and what was shown in it. */
export interface Session {
  /** The `sid` claim. */
  readonly id: string
  readonly user: User
  /** When the user last proved who they are, in milliseconds. */
  authTime: number
  /** When a second factor was last shown, in milliseconds. */
  mfaTime?: number
  /** When the session was revoked, in milliseconds. */
  revokedAt?: number
}

export interface Sessions {
  start(user: User, options?: { mfa?: boolean }): Session
  get(id: string): Session | undefined
  /** Newest last. */
  of(user: User): Session[]
  end(session: Session): void
  /** Ends all of a user's sessions; what hangs on them dies with them. */
  revoke(user: User): void
}

export function createSessions(clock: Clock, ids: Ids): Sessions {
  const sessions = new Map<string, Session>()
  const of = (user: User): Session[] => [...sessions.values()].filter((each) => each.user === user)
  const end = (session: Session): void => {
    session.revokedAt ??= clock.now()
    sessions.delete(session.id)
  }
  return {
    of,
    end,
    get: (id) => sessions.get(id),
    start(user, { mfa = false } = {}) {
      const now = clock.now()
      const session = { id: ids.guid(), user, authTime: now, ...(mfa && { mfaTime: now }) }
      sessions.set(session.id, session)
      return session
    },
    revoke(user) {
      for (const session of of(user)) end(session)
    },
  }
}
