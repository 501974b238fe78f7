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
  /** What kind of subject it is. */
  readonly format: 'id_token_claims'
  /** The issuer of the ID token. */
  readonly iss?: string | undefined
  /** The user's id at that issuer. */
  readonly sub?: string | undefined
  /** The user's address. */
  readonly email?: string | undefined
}

/** A token as events of Google name it: `token` holds its first characters, or a hash of it. */
export interface OAuthTokenSubject {
  /** What kind of subject it is. */
  readonly format: 'oauth_token'
  /** The first characters of the token, or a hash of it. */
  readonly token: string
  /** `access_token` or `refresh_token`. */
  readonly token_type?: string | undefined
  /** How `token` is made, such as `prefix`. */
  readonly token_identifier_alg?: string | undefined
}

/** A subject of a format that is not listed here, for a `subjects` function that knows it. */
export interface OtherSubject {
  /** What kind of subject it is. */
  readonly format: 'other'
  /** The subject as it came, its own `format` too. */
  readonly members: Readonly<Record<string, unknown>>
}

/** A subject of several parts, such as a session of a user in a tenant. */
export interface ComplexSubject {
  /** What kind of subject it is. */
  readonly format: 'complex'
  /** The user. */
  readonly user?: EventSubject | undefined
  /** The device. */
  readonly device?: EventSubject | undefined
  /** The session. */
  readonly session?: EventSubject | undefined
  /** The application. */
  readonly application?: EventSubject | undefined
  /** The tenant. */
  readonly tenant?: EventSubject | undefined
  /** The organizational unit. */
  readonly org_unit?: EventSubject | undefined
  /** The group. */
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
  /** The token's id. */
  readonly jti: string
  /** Who sent it. */
  readonly issuer: string
  /** Its members, as CAEP or RISC define them. */
  readonly details: Readonly<Record<string, unknown>>
}

/** A security event that was accepted, and what came of it. */
export interface HandledEvent {
  /** The event. */
  readonly event: SecurityEvent
  /** Whose tokens were revoked by it. */
  readonly revoked: readonly RevokedSubject[]
}
