/** `2026-03-01 12:00:00 UTC` of seconds since the epoch; the number itself where that is no date. */
export function instant(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `1 h 5 min`, `3 min`, `12 s`, `0.4 s` of milliseconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`
}
