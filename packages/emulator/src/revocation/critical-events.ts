import { type Clock, epochSeconds } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Directory } from '../tenant/directory.ts'
import type { App, Location, RiskLevel, User } from '../tenant/model.ts'
import { need } from '../tenant/need.ts'
import type { EventBus } from './bus.ts'
import type { CriticalEvent, EventType } from './critical-event.ts'
import type { Cutoffs } from './cutoffs.ts'

/**
 * What can happen to users and applications. Each takes effect here at once and reaches the APIs
 * after the propagation delay; a promise resolves when the APIs that need not wait have been told.
 * Users go by user principal name, applications by name; who is not there is a ConfigurationError.
 *
 * @see [Critical event evaluation](https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation#critical-event-evaluation)
 */
export interface CriticalEvents {
  /** Ends a user's sessions, or revokes the tokens of an application. */
  revokeSessions(userOrApp: string): Promise<void>
  /** The user's sessions die, and there are no new ones. */
  disableUser(user: string): Promise<void>
  /** The user may sign in again. */
  enableUser(user: string): void
  /** The user's sessions die, and the user is gone for good. */
  deleteUser(user: string): Promise<void>
  /** The user's sessions die; the default password is `password`. */
  changePassword(user: string, password?: string): Promise<void>
  /** Gives the user a second factor; their sessions die. */
  enableMfa(user: string): Promise<void>
  /** High risk ends the user's sessions; other levels only tell the APIs. */
  setRisk(user: string, level: RiskLevel): Promise<void>
  /** Moves the user; sessions live on, but APIs ask for tokens that the new location allows. */
  moveTo(user: string, location: Location): Promise<void>
  /** A device that stops being compliant ends the user's sessions. */
  setDeviceCompliance(user: string, compliant: boolean): Promise<void>
  /** The application's tokens are revoked, and it gets no new ones. */
  disableApp(app: string): Promise<void>
  /** The application may have tokens again. */
  enableApp(app: string): void
}

type EventBody = Pick<CriticalEvent, 'type' | 'details' | 'cutoff'>

interface CriticalEventParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly directory: Directory
  readonly sessions: Sessions
  readonly cutoffs: Cutoffs
  readonly bus: EventBus
}

export function createCriticalEvents(parts: CriticalEventParts): CriticalEvents {
  const { clock, ids, directory, sessions, cutoffs, bus } = parts

  const emit = (
    principal: CriticalEvent['principal'],
    bodies: EventBody[],
    transaction: string,
  ) => {
    const time = epochSeconds(clock.now())
    return bus.emit(bodies.map((body) => ({ principal, time, transaction, ...body })))
  }

  /** Tells of a user, at home and in every tenant where the user is a guest. */
  async function tell(user: User, bodiesOf: (objectId: string) => EventBody[]): Promise<void> {
    const transaction = ids.guid()
    for (const [tenantId, id] of Object.entries(user.objectIds)) {
      await emit({ kind: 'user', id, tenantId }, bodiesOf(id), transaction)
    }
  }

  /** Ends a user's sessions, and with them all refresh tokens; tells why. */
  function revokeUser(user: User, reason: string, also: EventBody[] = []): Promise<void> {
    sessions.revoke(user)
    return tell(user, (id) => [...also, sessionRevoked(reason, cutoffs.revoke(id))])
  }

  function revokeApp({ id }: App, reason: string): Promise<void> {
    const { tenantId } = directory
    const body = sessionRevoked(reason, cutoffs.revoke(id))
    return emit({ kind: 'app', id, tenantId }, [body], ids.guid())
  }

  const findUser = (upn: string): User =>
    need('user', upn, directory.user(upn), directory.names.users)
  const findApp = (name: string): App =>
    need('app', name, directory.app(name), directory.names.apps)

  return {
    async revokeSessions(name) {
      const user = directory.user(name)
      await (user
        ? revokeUser(user, 'Sessions revoked')
        : revokeApp(
            need('user or app', name, directory.app(name), Object.values(directory.names).flat()),
            'Tokens revoked',
          ))
    },
    async disableUser(upn) {
      const user = findUser(upn)
      user.enabled = false
      await revokeUser(user, 'User disabled')
    },
    enableUser(upn) {
      findUser(upn).enabled = true
    },
    async deleteUser(upn) {
      const user = findUser(upn)
      user.deleted = true
      await revokeUser(user, 'User deleted')
    },
    async changePassword(upn, password = 'password') {
      const user = findUser(upn)
      user.password = password
      const details = { credential_type: 'password', change_type: 'update' }
      await revokeUser(user, 'Password changed', [eventOf('credential-change', details)])
    },
    async enableMfa(upn) {
      const user = findUser(upn)
      const details = {
        namespace: 'NIST-AAL',
        current_level: 'nist-aal2',
        previous_level: user.canMfa ? 'nist-aal2' : 'nist-aal1',
      }
      user.canMfa = true
      await revokeUser(user, 'Multifactor authentication enabled', [
        eventOf('assurance-level-change', details),
      ])
    },
    async setRisk(upn, level) {
      const user = findUser(upn)
      const [previous_level, current_level] = [user.risk, level].map(toCaepLevel)
      user.risk = level
      const change = eventOf('risk-level-change', {
        principal: 'USER',
        current_level,
        previous_level,
      })
      await (level === 'high'
        ? revokeUser(user, 'High user risk', [change])
        : tell(user, () => [change]))
    },
    async moveTo(upn, location) {
      const user = findUser(upn)
      user.location = location
      const claims = { ipaddr: location.ip, ctry: location.country }
      const change = eventOf('token-claims-change', { claims })
      await tell(user, (id) => [{ ...change, cutoff: cutoffs.mark(id) }])
    },
    async setDeviceCompliance(upn, compliant) {
      const user = findUser(upn)
      const [previous_status, current_status] = [user.deviceCompliant, compliant].map((is) =>
        is ? 'compliant' : 'not-compliant',
      )
      user.deviceCompliant = compliant
      const change = eventOf('device-compliance-change', { previous_status, current_status })
      await (compliant
        ? tell(user, () => [change])
        : revokeUser(user, 'Device not compliant', [change]))
    },
    async disableApp(name) {
      const app = findApp(name)
      app.enabled = false
      await revokeApp(app, 'Service principal disabled')
    },
    enableApp(name) {
      findApp(name).enabled = true
    },
  }
}

function eventOf(type: EventType, details: Record<string, unknown>): EventBody {
  return { type, details: { initiating_entity: 'admin', ...details } }
}

function sessionRevoked(reason: string, cutoff: CriticalEvent['cutoff'] & object): EventBody {
  return { ...eventOf('session-revoked', { reason_admin: { en: reason } }), cutoff }
}

/** CAEP has no level below LOW. */
function toCaepLevel(level: RiskLevel): string {
  return level === 'none' ? 'LOW' : level.toUpperCase()
}
