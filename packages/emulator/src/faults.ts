import { readOptions } from '@caefetch/core/options'
import * as z from 'zod'
import type { Clock } from './clock.ts'
import { type Duration, durationSchema } from './duration.ts'

/** Where faults can be. */
export const endpointNames = [
  'openid-configuration',
  'ssf-configuration',
  'instance-discovery',
  'keys',
  'token',
  'devicecode',
  'authorize',
  'sign-in',
  'device-login',
  'logout',
  'graph',
  'managed-identity',
] as const

/** Where a request can go. */
export type EndpointName = (typeof endpointNames)[number]

/** Something that goes wrong; without `status`, `malformed` or `cut` the request is answered, late. */
export interface FaultOptions {
  /** Where. Default: everywhere. */
  endpoint?: EndpointName | undefined
  /** How often, before all is well again. Default: 1. */
  times?: number | undefined
  /** Answers with this status, e.g. 429 or 503. */
  status?: number | undefined
  /** The `Retry-After` that goes with the status, in seconds. */
  retryAfter?: number | undefined
  /** Answers 200 with JSON that breaks off. */
  malformed?: boolean | undefined
  /** Closes the connection without an answer. */
  cut?: boolean | undefined
  /** Waits this long first, on the emulator's clock. */
  delay?: Duration | undefined
}

/** Faults that are still to happen. */
export interface Faults {
  /**
   * Returns the means to call it off.
   *
   * @throws {@link ConfigurationError} for a fault that cannot be
   */
  add(fault: FaultOptions): () => void
  /** Calls all of them off. */
  clear(): void
}

/** What a fault makes of one request: nothing, a response, or no answer at all. */
type Outcome = Response | 'cut' | undefined

/** @internal */
export interface FaultSource extends Faults {
  /** The fault that befalls a request, which then counts as having happened. */
  strike(endpoint: string): Promise<{ name: string; outcome: Outcome } | undefined>
}

const schema: z.ZodType<FaultOptions & { times: number }, FaultOptions> = z.strictObject({
  endpoint: z.enum(endpointNames).optional(),
  times: z.int().positive().or(z.literal(Number.POSITIVE_INFINITY)).default(1),
  status: z.int().min(400).max(599).optional(),
  retryAfter: z.number().nonnegative().optional(),
  malformed: z.boolean().optional(),
  cut: z.boolean().optional(),
  delay: durationSchema.optional(),
})

export function createFaults(clock: Clock): FaultSource {
  const faults = new Set<FaultOptions & { times: number }>()
  return {
    add(options) {
      const fault = readOptions(schema, options, 'faults.add')
      faults.add(fault)
      return () => void faults.delete(fault)
    },
    clear: () => faults.clear(),
    async strike(endpoint) {
      const fault = [...faults].find((each) => (each.endpoint ?? endpoint) === endpoint)
      if (!fault) return undefined
      fault.times -= 1
      if (fault.times <= 0) faults.delete(fault)
      const { delay } = fault
      if (delay !== undefined) await new Promise<void>((resolve) => clock.after(delay, resolve))
      return { name: nameOf(fault), outcome: outcomeOf(fault) }
    },
  }
}

function outcomeOf({ status, retryAfter, malformed, cut }: FaultOptions): Outcome {
  if (cut) return 'cut'
  if (malformed) {
    const headers = { 'content-type': 'application/json' }
    return new Response('{"token_type":"Bearer","expires_in":', { headers })
  }
  if (status === undefined) return undefined
  const code = status === 429 ? 90055 : 90033
  const text = status === 429 ? 'There are too many requests.' : 'A transient error has occurred.'
  const body = { error: 'temporarily_unavailable', error_description: `AADSTS${code}: ${text}` }
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  return Response.json({ ...body, error_codes: [code] }, { status, headers })
}

function nameOf({ cut, malformed, status }: FaultOptions): string {
  if (cut) return 'cut'
  if (malformed) return 'malformed'
  return status === undefined ? 'delay' : String(status)
}
