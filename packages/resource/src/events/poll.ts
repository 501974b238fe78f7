import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import { safeUrl } from '../option-schemas.ts'
import { readJson } from '../read-text.ts'
import { faulty, tellRefused } from './event-fault.ts'
import { createEventHandler } from './event-handler.ts'
import { type EventOptions, type EventPlan, eventShape } from './options.ts'
import { pause } from './pause.ts'

/** Options of {@link pollEvents}. */
export interface PollOptions extends EventOptions {
  /** The transmitter's poll endpoint. */
  url: string
  /** The `Authorization` header for it; a function is asked at each poll. Default: none. */
  authorization?: string | (() => string | Promise<string>) | undefined
  /** Ends the polling. */
  signal: AbortSignal
  /** How many events one answer may hold. Default: 100. */
  maxEvents?: number | undefined
  /** How long to wait after a poll that failed, or with which no event was handled, in milliseconds. Default: 1,000. */
  interval?: number | undefined
  /** How long the transmitter may hold a poll until there is an event, in milliseconds. Default: 300,000. */
  pollTimeout?: number | undefined
  /** Hears of polls that failed, and of events that could not be taken; what it throws is ignored. */
  onError?: ((error: unknown) => void) | undefined
}

interface Plan extends EventPlan, Pick<PollOptions, 'authorization' | 'onError'> {
  readonly url: string
  readonly signal: AbortSignal
  readonly maxEvents: number
  readonly interval: number
  readonly pollTimeout: number
}

const schema: z.ZodType<Plan> = z.strictObject({
  ...eventShape,
  url: safeUrl,
  authorization: z
    .union([z.string().min(1), z.custom<() => string>((value) => typeof value === 'function')])
    .optional(),
  signal: z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }),
  maxEvents: z.int().min(1).default(100),
  interval: z.number().min(1).default(1000),
  pollTimeout: z
    .number('must be a number of milliseconds')
    .min(1)
    .max(2 ** 31 - 1)
    .default(300_000),
  onError: z.custom<(error: unknown) => void>((value) => typeof value === 'function').optional(),
})

const answerSchema = z.object({
  // Not a record of zod, which drops what is called `__proto__`.
  sets: z
    .custom<Readonly<Record<string, unknown>>>(
      (sets) => typeof sets === 'object' && sets !== null && !Array.isArray(sets),
    )
    .default({}),
})

/** What becomes of the events of one poll is told with the next. */
interface Report {
  ack: string[]
  setErrs: [jti: string, error: { err: string; description: string }][]
}

const mostBytes = 8_388_608

const noToken = faulty('invalid_request', 'The token is no text.')

/**
 * Asks a transmitter for security event tokens until the signal aborts, and does what they ask for.
 * Events that cannot be taken now are not acknowledged, and so come again.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [RFC 8936](https://www.rfc-editor.org/rfc/rfc8936)
 */
export async function pollEvents(options: PollOptions): Promise<void> {
  const plan = readOptions(schema, options, 'pollEvents')
  const { signal, interval, url, maxEvents, pollTimeout, fetch = globalThis.fetch } = plan
  const handle = createEventHandler(plan)
  let report: Report = { ack: [], setErrs: [] }

  /** Resolves with whether an event was handled: whoever sends none is not asked again without pause. */
  async function poll(): Promise<boolean> {
    const { authorization: given } = plan
    const authorization = typeof given === 'function' ? await given() : given
    const setErrs = Object.fromEntries(report.setErrs)
    const request = new Request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
      body: JSON.stringify({ maxEvents, returnImmediately: false, ack: report.ack, setErrs }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(pollTimeout)]),
    })
    const response = await fetch(request)
    if (!response.ok) throw new Error(`The transmitter answered ${response.status}.`)
    const { sets } = answerSchema.parse(await readJson(response, mostBytes))
    report = { ack: [], setErrs: [] }
    let handled = 0
    for (const [jti, token] of Object.entries(sets)) {
      const outcome = typeof token === 'string' ? await handle(token) : noToken
      if (outcome === 'handled') handled++
      if (typeof outcome === 'string') {
        report.ack.push(jti)
        continue
      }
      const { fault, description, cause } = outcome
      tellRefused(plan.onRefused, outcome)
      if (fault === 'unavailable') tell(new Error(description, { cause }))
      else report.setErrs.push([jti, { err: fault, description }])
    }
    return handled > 0
  }

  function tell(error: unknown): void {
    try {
      if (!signal.aborted) plan.onError?.(error)
    } catch {}
  }

  while (!signal.aborted) {
    const isBusy = await poll().catch((error: unknown) => tell(error))
    if (!isBusy) await pause(interval, signal)
  }
}
