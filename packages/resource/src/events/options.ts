import * as z from 'zod'
import { aFunction, algorithms, names, safeUrl, seconds } from '../option-schemas.ts'
import type { Revocations } from '../revocations/revocations.ts'
import type { RefusedEvent } from './event-fault.ts'
import type { ReplayStore } from './replays.ts'
import type { HandledEvent, SecurityEvent } from './security-event.ts'
import type { SubjectResolver } from './subjects.ts'

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
  /** Which events revoke besides those that end sessions, {@link sessionEndingEvents}. Default: none. */
  revokesOn?: ((event: SecurityEvent) => boolean) | undefined
  /** Hears of every event that is accepted, `verification` and `stream-updated` too; once, even if it comes again. */
  onEvent?: ((handled: HandledEvent) => void | Promise<void>) | undefined
  /** Hears of every token that was not accepted, and why; nothing of the token is in it. */
  onRefused?: ((refused: RefusedEvent) => void) | undefined
  /** Which events any replica has handled. Default: those that this process has. */
  replays?: ReplayStore | undefined
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

type Optional = 'fetch' | 'onEvent' | 'onRefused' | 'replays' | 'revokesOn' | 'subjects'

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
  subjects: aFunction<SubjectResolver>().optional(),
  revokesOn: aFunction<(event: SecurityEvent) => boolean>().optional(),
  onEvent: aFunction<(handled: HandledEvent) => void | Promise<void>>().optional(),
  onRefused: aFunction<(refused: RefusedEvent) => void>().optional(),
  replays: z
    .custom<ReplayStore>(
      (store) =>
        ['claim', 'confirm', 'release'].every((name) => typeof Object(store)[name] === 'function'),
      'must have the functions claim, confirm and release',
    )
    .optional(),
  algorithms: algorithms.default(['RS256']),
  clockTolerance: seconds.default(60),
  maxAge: seconds.default(29 * 3600),
  rememberedTokens: z.int().min(1).default(100_000),
  keyCooldown: seconds.default(30),
  now: aFunction<() => number>().default(() => Date.now),
  fetch: aFunction<(request: Request) => Promise<Response>>().optional(),
}
