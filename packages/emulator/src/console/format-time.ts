import { type Duration, milliseconds } from '../duration.ts'

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

/** `12:00:03`; the page counts in UTC, as tokens do. */
export function clockTime(time: string | number): string {
  return new Date(time).toISOString().slice(11, 19)
}

/** `2026-03-01 12:00:03 UTC`. */
export function fullTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `15 minutes`, `1.5 hours`, `none`. */
export function durationText(duration: Duration): string {
  const ms = milliseconds(duration)
  if (ms === 0) return 'none'
  const [size, unit] = units.find(([size]) => ms >= size) ?? [1, 'millisecond']
  const count = Math.round((ms / size) * 10) / 10
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
