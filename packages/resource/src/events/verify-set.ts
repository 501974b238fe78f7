import { errors, type JWTPayload } from 'jose'
import * as z from 'zod'
import { createKeys, type KeyOptions, KeysUnavailableError } from '../verify/keys.ts'
import { verifyJwt } from '../verify/verify-jwt.ts'
import { isAboutStream } from './ends-sessions.ts'
import { type EventFault, faulty } from './event-fault.ts'
import type { SecurityEvent } from './security-event.ts'
import { subjectSchema } from './subject-schema.ts'

export interface VerifySetOptions extends KeyOptions {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const payloadSchema = z.object({
  jti: z.string().min(1).max(256),
  iat: z.number(),
  // A security event is no statement that expires, and none that logs someone in.
  exp: z.undefined().optional(),
  sub: z.undefined().optional(),
  sub_id: subjectSchema.optional(),
  events: z.record(z.string().min(1), z.looseObject({ subject: subjectSchema.optional() })),
})

/** Seconds: a number as large as one of milliseconds is no time, and the event is of when it was issued. */
const eventTime = z.number().min(0).lt(1e11)

/** No event is longer, and memory is not for whoever sends more. */
export const mostBytes = 65_536

/**
 * Verifies security event tokens of one transmitter.
 *
 * @see [RFC 8417](https://www.rfc-editor.org/rfc/rfc8417)
 * @see [Shared Signals Framework §4](https://openid.net/specs/openid-sharedsignals-framework-1_0-final.html)
 */
export function createVerifySet(
  options: VerifySetOptions,
): (token: string) => Promise<SecurityEvent | EventFault> {
  const keys = createKeys(options)
  const { issuer, clockTolerance } = options
  const audience = [...options.audience]
  const algorithms = [...options.algorithms]

  return async (token) => {
    if (token.length > mostBytes) return faulty('invalid_request', 'The token is too long.')
    const currentDate = new Date(options.now())
    const typ = 'secevent+jwt'
    const checks = { issuer, audience, algorithms, clockTolerance, currentDate, typ }
    const verified = await verifyJwt(token, keys, checks).catch(faultOf)
    if ('fault' in verified) return verified
    return toEvent(verified.payload, options.now() / 1000 + clockTolerance)
  }
}

function toEvent(payload: JWTPayload, latest: number): SecurityEvent | EventFault {
  const { data, error } = payloadSchema.safeParse(payload)
  if (!data) {
    const names = error.issues.map(({ path }) => path.slice(0, 1).join()).join(', ')
    return faulty('invalid_request', `The token is no security event of this profile: ${names}.`)
  }
  const [event, ...others] = Object.entries(data.events)
  if (!event || others.length > 0) {
    return faulty('invalid_request', 'The token must hold exactly one event.')
  }
  if (data.iat > latest) return faulty('invalid_request', 'The token was issued in the future.')
  const [type, { subject: legacySubject, ...details }] = event
  const subject = data.sub_id ?? legacySubject
  if (!subject && !isAboutStream(type)) return faulty('invalid_request', 'The token has no sub_id.')
  const time = eventTime.safeParse(details.event_timestamp).data ?? data.iat
  return { type, subject, time, jti: data.jti, issuer: String(payload.iss), details }
}

function faultOf(error: unknown): EventFault {
  if (error instanceof KeysUnavailableError) return faulty('unavailable', error.message)
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return faulty('invalid_issuer', 'The issuer is another one.')
    if (error.claim === 'aud') return faulty('invalid_audience', 'The audience is another one.')
  }
  const isKey =
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed
  return isKey
    ? faulty('invalid_key', 'The signature is not one of the issuer.')
    : faulty('invalid_request', 'The token is no security event token.')
}
