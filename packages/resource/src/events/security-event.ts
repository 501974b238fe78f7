import * as z from 'zod'

/**
 * Whom an event is about, as its transmitter names it.
 *
 * @see [RFC 9493](https://www.rfc-editor.org/rfc/rfc9493)
 */
export type EventSubject =
  | { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }
  | { readonly format: 'jwt_id'; readonly iss: string; readonly jti: string }
  | { readonly format: 'opaque'; readonly id: string }
  | { readonly format: 'email'; readonly email: string }
  | { readonly format: 'phone_number'; readonly phone_number: string }
  | { readonly format: 'account'; readonly uri: string }
  | { readonly format: 'did'; readonly url: string }
  | { readonly format: 'uri'; readonly uri: string }
  | { readonly format: 'saml_assertion_id'; readonly issuer: string; readonly assertion_id: string }
  | { readonly format: 'ip-addresses'; readonly 'ip-addresses': readonly string[] }
  | { readonly format: 'aliases'; readonly identifiers: readonly EventSubject[] }
  | ComplexSubject

/** A subject of several parts, such as a session of a user in a tenant. */
export interface ComplexSubject {
  readonly format: 'complex'
  readonly user?: EventSubject | undefined
  readonly device?: EventSubject | undefined
  readonly session?: EventSubject | undefined
  readonly application?: EventSubject | undefined
  readonly tenant?: EventSubject | undefined
  readonly org_unit?: EventSubject | undefined
  readonly group?: EventSubject | undefined
}

/** A security event that was verified. */
export interface SecurityEvent {
  /** The URI of its type, such as `https://schemas.openid.net/secevent/caep/event-type/session-revoked`. */
  readonly type: string
  readonly subject: EventSubject
  /** When it happened, in seconds since the epoch; when it was issued, where it does not say. */
  readonly time: number
  readonly jti: string
  readonly issuer: string
  /** Its members, as CAEP or RISC define them. */
  readonly details: Readonly<Record<string, unknown>>
}

const text = z.string().min(1)
const plain = [
  z.object({ format: z.literal('iss_sub'), iss: text, sub: text }),
  z.object({ format: z.literal('jwt_id'), iss: text, jti: text }),
  z.object({ format: z.literal('opaque'), id: text }),
  z.object({ format: z.literal('email'), email: text }),
  z.object({ format: z.literal('phone_number'), phone_number: text }),
  z.object({ format: z.literal('account'), uri: text }),
  z.object({ format: z.literal('did'), url: text }),
  z.object({ format: z.literal('uri'), uri: text }),
  z.object({ format: z.literal('saml_assertion_id'), issuer: text, assertion_id: text }),
  z.object({ format: z.literal('ip-addresses'), 'ip-addresses': text.array().min(1) }),
] as const
const simple = z.discriminatedUnion('format', plain)
// Aliases hold no aliases (RFC 9493 §3.2.8), and the parts of a complex subject are not complex.
const aliases = z.object({
  format: z.literal('aliases'),
  identifiers: simple.array().min(1).max(32),
})
const part = z.discriminatedUnion('format', [...plain, aliases])

const parts = {
  user: part.optional(),
  device: part.optional(),
  session: part.optional(),
  application: part.optional(),
  tenant: part.optional(),
  org_unit: part.optional(),
  group: part.optional(),
}
const complex = z.object({ format: z.literal('complex'), ...parts })

const subject = z.discriminatedUnion('format', [...plain, aliases, complex])

/** Before SSF 1.0 formats were called subject types, and a complex subject had none of its own. */
function toFormat(value: unknown, levels = 1): unknown {
  if (typeof value !== 'object' || value === null || 'format' in value) return value
  if ('subject_type' in value) {
    const { subject_type, ...rest } = value
    return { ...rest, format: String(subject_type).replace(/^(iss|jwt)-/, '$1_') }
  }
  if (levels === 0) return value
  const named = Object.entries(value).map(([name, each]) => [name, toFormat(each, levels - 1)])
  return { ...Object.fromEntries(named), format: 'complex' }
}

export const subjectSchema: z.ZodType<EventSubject> = z.preprocess(
  (value) => toFormat(value),
  subject,
)
