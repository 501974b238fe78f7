import type { RevokedSubject } from '../revocations/subject.ts'
import type { ComplexSubject, EventSubject, SecurityEvent } from './security-event.ts'

/** Says whose tokens an event is about; nobody's, where it gives nothing. */
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
 * user's, because tokens name their session only where the API's registration asks for it.
 */
export const entraSubjects = (subject: EventSubject): readonly RevokedSubject[] => {
  if (subject.format === 'complex') return ofComplex(subject)
  if (subject.format === 'aliases') return subject.identifiers.flatMap(entraSubjects)
  if (subject.format === 'jwt_id') return [{ uti: subject.jti }]
  return idsOf(subject).map((oid) => ({ oid }))
}

function ofComplex({ user, session, application, tenant }: ComplexSubject): RevokedSubject[] {
  const tids = tenant ? idsOf(tenant) : [undefined]
  const inTenant = (subject: RevokedSubject): RevokedSubject[] =>
    tids.map((tid) => (tid === undefined ? subject : { ...subject, tid }))
  if (user) return idsOf(user).flatMap((oid) => inTenant({ oid }))
  if (session) return idsOf(session).flatMap((sid) => inTenant({ sid }))
  if (application) {
    return idsOf(application).flatMap((id) => [...inTenant({ oid: id }), ...inTenant({ azp: id })])
  }
  // Of a tenant's device, unit or group nothing is known here, and all of the tenant is too much.
  return []
}

function idsOf(subject: EventSubject): string[] {
  if (subject.format === 'iss_sub') return [subject.sub]
  if (subject.format === 'opaque') return [subject.id]
  if (subject.format === 'aliases') return subject.identifiers.flatMap(idsOf)
  return []
}
