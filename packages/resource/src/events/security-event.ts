import type { RevokedSubject } from '../revocations/subject.ts'

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
  | IdTokenSubject
  | OAuthTokenSubject
  | OtherSubject
  | ComplexSubject

/** A user as an ID token names it, in events of Google. */
export interface IdTokenSubject {
  readonly format: 'id_token_claims'
  readonly iss?: string | undefined
  readonly sub?: string | undefined
  readonly email?: string | undefined
}

/** A token as events of Google name it: `token` holds its first characters, or a hash of it. */
export interface OAuthTokenSubject {
  readonly format: 'oauth_token'
  readonly token: string
  readonly token_type?: string | undefined
  readonly token_identifier_alg?: string | undefined
}

/** A subject of a format that is not listed here, for a `subjects` function that knows it. */
export interface OtherSubject {
  readonly format: 'other'
  /** The subject as it came, its own `format` too. */
  readonly members: Readonly<Record<string, unknown>>
}

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
  /** Undefined where the event is about the stream itself and names none. */
  readonly subject: EventSubject | undefined
  /** When it happened, in seconds since the epoch; when it was issued, where it does not say. */
  readonly time: number
  readonly jti: string
  readonly issuer: string
  /** Its members, as CAEP or RISC define them. */
  readonly details: Readonly<Record<string, unknown>>
}

/** A security event that was accepted, and what came of it. */
export interface HandledEvent {
  readonly event: SecurityEvent
  /** Whose tokens were revoked by it. */
  readonly revoked: readonly RevokedSubject[]
}
