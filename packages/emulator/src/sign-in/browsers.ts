import type { Ids } from '../ids.ts'
import type { Session } from './sessions.ts'

/** A browser, known by its cookie, and who is signed in there. */
export interface Browser {
  readonly id: string
  /** Those that can still be used, the latest last. */
  sessions(): Session[]
  /** Whether someone was signed in here until their session was revoked. */
  wasRevoked(): boolean
  add(session: Session): void
  remove(session: Session): void
}

export interface Browsers {
  /** The browser with that cookie, or a new one. */
  get(cookie: string | undefined): Browser
}

export function createBrowsers(ids: Ids): Browsers {
  const known = new Map<string, Browser>()
  return {
    get(cookie) {
      const returning = cookie === undefined ? undefined : known.get(cookie)
      if (returning) return returning
      const browser = createBrowser(ids.opaque(43))
      return {
        ...browser,
        // Kept only once someone signs in, so that visitors leave nothing behind.
        add(session) {
          known.set(browser.id, browser)
          browser.add(session)
        },
      }
    },
  }
}

function createBrowser(id: string): Browser {
  const sessions = new Set<Session>()
  return {
    id,
    sessions: () => [...sessions].filter(({ revokedAt }) => revokedAt === undefined),
    wasRevoked: () => [...sessions].some(({ revokedAt }) => revokedAt !== undefined),
    add(session) {
      // Someone who signs in again comes last, and takes the place of their dead sessions.
      for (const each of sessions) if (each.user === session.user) sessions.delete(each)
      sessions.add(session)
    },
    remove: (session) => void sessions.delete(session),
  }
}
