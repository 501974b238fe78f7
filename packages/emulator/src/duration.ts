import { ConfigurationError } from '@caefetch/core'
import * as z from 'zod'

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time: milliseconds, or a number with a unit (`'500ms'`, `'90s'`, `'15m'`, `'24h'`, `'7d'`). */
export type Duration = number | `${number}${keyof typeof units}`

/** Milliseconds in a duration; throws a ConfigurationError for anything else. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === 'number') return checked(duration, duration)
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? []
  return checked(Number(amount) * (units[unit as keyof typeof units] ?? Number.NaN), duration)
}

/** @internal */
export const durationSchema: z.ZodType<Duration, Duration> = z.custom<Duration>((value) => {
  try {
    milliseconds(value as Duration)
    return true
  } catch {
    return false
  }
}, "must be a duration: milliseconds or '15m'")

function checked(ms: number, given: Duration): number {
  if (Number.isFinite(ms) && ms >= 0) return ms
  throw new ConfigurationError(
    `${JSON.stringify(given)} is not a duration: use milliseconds or '15m'`,
  )
}
