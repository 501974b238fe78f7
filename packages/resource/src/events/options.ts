import * as z from 'zod'
import { aFunction, algorithms, names, safeUrl, seconds } from '../option-schemas.ts'
import type { Revocations } from '../revocations/revocations.ts'
import { endsSessions } from './ends-sessions.ts'
import type { HandledEvent } from './event-handler.ts'
import type { SecurityEvent } from './security-event.ts'
import { entraSubjects, type SubjectResolver } from './subjects.ts'

/** Options of {@link createEventReceiver} and {@link pollEvents}. */
export interface EventOptions {
  /** The transmitter, as `iss` of its tokens. */
  issuer: string
  /** This receiver, as `aud` of the tokens. */
  audience: string | readonly string[]
  /** Where the transmitter's keys are: `jwks_uri` of its `/.well-known/ssf-configuration`. */
  jwksUri: string
  /** What events revoke; the guard's. */
  revocations: Revocations
  /** Whose tokens an event is about. Default: the subject's ids are those of Entra. */
  subjects?: SubjectResolver | undefined
  /** Which events revoke. Default: those of CAEP and RISC that end sessions. */
  revokesOn?: ((event: SecurityEvent) => boolean) | undefined
  /** Hears of every event that is accepted, `verification` and `stream-updated` too; once, even if it comes again. */
  onEvent?: ((handled: HandledEvent) => void | Promise<void>) | undefined
  /** Signature algorithms. Default: `['RS256']`. */
  algorithms?: readonly string[] | undefined
  /** How much clocks may differ, in seconds. Default: 60. */
  clockTolerance?: number | undefined
  /** How long ago an event may have happened to revoke anything, in seconds. Default: 104,400, the longest life of a token. */
  maxAge?: number | undefined
  /** How many tokens are remembered as handled. Default: 100,000. */
  rememberedTokens?: number | undefined
  /** Seconds between two fetches of keys because of an unknown key id. Default: 30. */
  keyCooldown?: number | undefined
  /** The clock, in milliseconds since the epoch. Default: `Date.now`. */
  now?: (() => number) | undefined
  /** Fetches the keys, and polls. Default: the global `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined
}

type Optional = 'fetch' | 'onEvent'

/** The options, checked and with every default filled in. */
export interface EventPlan
  extends Pick<EventOptions, Optional>,
    Required<{ [K in Exclude<keyof EventOptions, Optional>]: NonNullable<EventOptions[K]> }> {
  readonly audience: readonly string[]
}

export const eventShape: { [K in keyof EventPlan]-?: z.ZodType<EventPlan[K]> } = {
  issuer: z.string().min(1),
  audience: names,
  jwksUri: safeUrl,
  revocations: z.custom<Revocations>(
    (value) => typeof Object(value).revoke === 'function',
    'must come from createRevocations',
  ),
  subjects: aFunction<SubjectResolver>().default(() => entraSubjects),
  revokesOn: aFunction<(event: SecurityEvent) => boolean>().default(() => endsSessions),
  onEvent: aFunction<(handled: HandledEvent) => void | Promise<void>>().optional(),
  algorithms: algorithms.default(['RS256']),
  clockTolerance: seconds.default(60),
  maxAge: seconds.default(29 * 3600),
  rememberedTokens: z.int().min(1).default(100_000),
  keyCooldown: seconds.default(30),
  now: aFunction<() => number>().default(() => Date.now),
  fetch: aFunction<(request: Request) => Promise<Response>>().optional(),
}
