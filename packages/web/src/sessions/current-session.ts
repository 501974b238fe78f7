import { RefusedRequestError } from '../errors.ts'
import type { Plan } from '../options.ts'
import { readCookies, setCookie } from '../request/cookies.ts'
import type { Incoming } from '../request/incoming.ts'
import { isFromElsewhere } from '../request/same-origin.ts'
import { type KeptRequests, resumeIdOf } from '../step-up/kept-requests.ts'
import type { EndReason, Session, SessionRecord } from './session.ts'
import type { Sessions } from './sessions.ts'

/** What a request tells of its session. */
export interface Look {
  readonly session?: Session
  readonly record?: SessionRecord
  /** Why there is none any more. */
  readonly ended?: EndReason
  /** How often in a row it was not there just after the sign-in: what made replicas send users to and fro. */
  readonly lost: number
}

/** The content of the session's cookie. */
interface SessionCookie {
  readonly id: string
  readonly at: number
  readonly lost: number
}

export interface CurrentSession {
  /** What there is now. */
  look(incoming: Incoming): Promise<Look>
  /**
   * The session that a request may use; looked for once a request.
   *
   * @throws {@link RefusedRequestError} for one that another site has sent, or a form that was sent already.
   * @throws {@link SessionsUnavailableError} while the store is down.
   */
  admit(incoming: Incoming): Promise<Look>
  cookieFor(id: string, lost: number): Promise<string>
}

/** A session that is gone so soon after the sign-in was not lost by time, in milliseconds. */
const justNow = 30_000

export function createCurrentSession(
  plan: Plan,
  sessions: Sessions,
  kept: KeptRequests,
): CurrentSession {
  const admitted = new WeakMap<object, Promise<Look>>()

  async function readCookie(incoming: Incoming): Promise<SessionCookie | undefined> {
    const [, value] =
      readCookies(incoming, plan.cookie).find(([name]) => name === plan.cookie) ?? []
    const content = value ? await plan.seal.open(value, plan.cookie) : undefined
    return content as SessionCookie | undefined
  }

  async function look(incoming: Incoming): Promise<Look> {
    const cookie = await readCookie(incoming)
    if (!cookie) return { lost: 0 }
    const { id, at, lost } = cookie
    const record = await sessions.read(id)
    if (!record) return { lost: Date.now() - at < justNow ? lost + 1 : 0 }
    if (record.ended) return { ended: record.ended, lost: 0 }
    const { visitId, account } = record
    return { session: { id, visitId, account }, record, lost: 0 }
  }

  async function check(incoming: Incoming): Promise<Look> {
    if (incoming.isUnsafe && isFromElsewhere(incoming, plan.redirectUri.origin)) {
      throw new RefusedRequestError('cross_origin')
    }
    if (plan.isResumed) kept.watch(incoming)
    const current = await look(incoming)
    const resumeId = incoming.isUnsafe ? resumeIdOf(incoming) : undefined
    if (resumeId === undefined || !current.session) return current
    const mayResume = await kept.redeem(current.session.visitId, resumeId, incoming)
    if (!mayResume) throw new RefusedRequestError('request_gone')
    return current
  }

  return {
    look,
    admit(incoming) {
      const known = admitted.get(incoming.key) ?? check(incoming)
      admitted.set(incoming.key, known)
      return known
    },
    async cookieFor(id, lost) {
      const content: SessionCookie = { id, at: Date.now(), lost }
      const value = await plan.seal.close(content, plan.cookie, plan.lifetime)
      return setCookie(plan.cookie, value)
    },
  }
}
