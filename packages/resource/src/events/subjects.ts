import type { RevokedSubject } from '../revocations/subject.ts'
import { type EventFault, faulty } from './event-fault.ts'
import type { ComplexSubject, EventSubject, SecurityEvent } from './security-event.ts'

/**
 * Says whose tokens an event is about; nobody's, where it gives nothing. A subject of a format that is not
 * listed comes as `other`: where nothing is given for one, the event is refused, and for `[]` accepted.
 */
export type SubjectResolver = (
  subject: EventSubject,
  event: SecurityEvent,
) =>
  | RevokedSubject
  | readonly RevokedSubject[]
  | undefined
  | Promise<RevokedSubject | readonly RevokedSubject[] | undefined>

/**
 * The subjects of a transmitter that names things as Entra does: users by `oid`, tenants by `tid`,
 * applications by object or client id, tokens by `uti`. A session of a user is taken for all of the
 * user's, because tokens name their session only where the API's registration asks for it. What stands
 * beside them and is of another format is passed over.
 */
export function entraSubjects(subject: EventSubject): readonly RevokedSubject[] {
  if (subject.format === 'complex') return ofComplex(subject)
  if (subject.format === 'aliases') return subject.identifiers.flatMap(entraSubjects)
  if (subject.format === 'jwt_id') return [subject.jti].filter(isId).map((uti) => ({ uti }))
  return idsOf(subject).map((oid) => ({ oid }))
}

function ofComplex({ user, session, application, tenant }: ComplexSubject): RevokedSubject[] {
  const tids = tenant ? idsOf(tenant) : [undefined]
  const inTenant = (subject: RevokedSubject): RevokedSubject[] =>
    tids.map((tid) => (tid === undefined ? subject : { ...subject, tid }))
  // The ids of users and sessions are unique: a tenant that cannot be read spares none of them.
  const inTenantOrAny = (subject: RevokedSubject): RevokedSubject[] =>
    tids.length > 0 ? inTenant(subject) : [subject]
  const users = idsOf(user)
  if (users.length > 0) return users.flatMap((oid) => inTenantOrAny({ oid }))
  const sessions = idsOf(session)
  if (sessions.length > 0) return sessions.flatMap((sid) => inTenantOrAny({ sid }))
  // Without its user, an application of the event is where the user was, and not what is revoked.
  if (user || session) return []
  // Of a tenant's device, unit or group nothing is known here, and all of the tenant is too much.
  return idsOf(application).flatMap((id) => [...inTenant({ oid: id }), ...inTenant({ azp: id })])
}

/** No token has a longer id, and none that is longer can be revoked. */
const isId = (id: string): boolean => id.length > 0 && id.length <= 256

function idsOf(subject: EventSubject | undefined): string[] {
  if (subject?.format === 'iss_sub') return [subject.sub].filter(isId)
  if (subject?.format === 'opaque') return [subject.id].filter(isId)
  if (subject?.format === 'id_token_claims') return [subject.sub ?? ''].filter(isId)
  if (subject?.format === 'aliases') return subject.identifiers.flatMap(idsOf)
  return []
}

/**
 * Asks the resolver whom an event is about. Where it finds nobody in a subject of a format that is not
 * listed, the event is refused: to accept it would say that it was acted on.
 */
export function createSubjects(
  resolve: SubjectResolver = (subject) => orNobody(entraSubjects(subject)),
): (event: SecurityEvent) => Promise<readonly RevokedSubject[] | EventFault> {
  return async (event) => {
    if (!event.subject) return []
    const subjects = await resolve(event.subject, event)
    if (subjects === undefined && isOther(event.subject)) {
      return faulty('invalid_request', 'The format of the subject is not known here.')
    }
    return [subjects ?? []].flat()
  }
}

const orNobody = <Subject>(subjects: readonly Subject[]): readonly Subject[] | undefined =>
  subjects.length > 0 ? subjects : undefined

function isOther(subject: EventSubject | undefined): boolean {
  if (subject?.format === 'complex') return [subject.user, subject.session].some(isOther)
  if (subject?.format === 'aliases') return subject.identifiers.some(isOther)
  return subject?.format === 'other'
}
