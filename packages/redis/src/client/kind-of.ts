/**
 * What went wrong, in words that can be logged: Redis begins its errors with a code (`OOM`, `READONLY`,
 * `NOAUTH`) and may repeat the command, with all that is in it, after that.
 */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const [code] = /^[A-Z]{2,}\b/.exec(error.message) ?? []
  return code ?? (error.message.startsWith('Redis ') ? error.message.slice(0, -1) : error.name)
}
