import { setTimeout as wait } from 'node:timers/promises'
import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import { safeUrl } from '../option-schemas.ts'
import { createEventHandler } from './event-handler.ts'
import { type EventOptions, type EventPlan, eventShape } from './options.ts'
import { readText } from './read-text.ts'

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
  /** How long to wait after a poll that brought nothing or failed, in milliseconds. Default: 1,000. */
  interval?: number | undefined
  /** Hears of polls that failed. */
  onError?: ((error: unknown) => void) | undefined
}

interface Plan extends EventPlan, Pick<PollOptions, 'authorization' | 'onError'> {
  readonly url: string
  readonly signal: AbortSignal
  readonly maxEvents: number
  readonly interval: number
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
  onError: z.custom<(error: unknown) => void>((value) => typeof value === 'function').optional(),
})

const answerSchema = z.object({
  sets: z.record(z.string(), z.string()).default({}),
  moreAvailable: z.boolean().default(false),
})

/** What becomes of the events of one poll is told with the next. */
interface Report {
  ack: string[]
  setErrs: Record<string, { err: string; description: string }>
}

const mostBytes = 8_388_608

/**
 * Asks a transmitter for security event tokens until the signal aborts, and does what they ask for.
 * Events that cannot be taken now are not acknowledged, and so come again.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @see [RFC 8936](https://www.rfc-editor.org/rfc/rfc8936)
 */
export async function pollEvents(options: PollOptions): Promise<void> {
  const plan = readOptions(schema, options, 'pollEvents')
  const { signal, interval, onError, url, maxEvents, fetch = globalThis.fetch } = plan
  const handle = createEventHandler(plan)
  let report: Report = { ack: [], setErrs: {} }

  /** Resolves with whether there may be more at once. */
  async function poll(): Promise<boolean> {
    const { authorization: given } = plan
    const authorization = typeof given === 'function' ? await given() : given
    const request = new Request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
      body: JSON.stringify({ maxEvents, returnImmediately: false, ...report }),
      redirect: 'error',
      signal,
    })
    const response = await fetch(request)
    if (!response.ok) throw new Error(`The transmitter answered ${response.status}.`)
    const { sets, moreAvailable } = answerSchema.parse(
      JSON.parse((await readText(response, mostBytes)) ?? ''),
    )
    report = { ack: [], setErrs: {} }
    for (const [jti, token] of Object.entries(sets)) {
      const fault = await handle(token)
      if (!fault) report.ack.push(jti)
      else if (fault.fault !== 'unavailable') {
        report.setErrs[jti] = { err: fault.fault, description: fault.description }
      }
    }
    return moreAvailable || report.ack.length > 0
  }

  while (!signal.aborted) {
    const more = await poll().catch((error: unknown) => {
      if (!signal.aborted) onError?.(error)
      return false
    })
    // Whoever answers at once that there is nothing would else be asked without pause.
    if (!more) await wait(interval, undefined, { signal }).catch(() => {})
  }
}
