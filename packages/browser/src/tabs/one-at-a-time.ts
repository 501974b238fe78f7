/**
 * Runs one at a time in all tabs of the origin; `hasWaited` says that another one had to end first. What
 * runs is to end with the signal.
 *
 * Where there are no Web Locks (pages that are not served securely, frames without storage) each tab is on
 * its own.
 *
 * @param patience - How long another tab is waited for, in milliseconds: its browser may have stopped it for
 * good. Default: without end.
 */
export async function oneAtATime<T>(
  name: string,
  signal: AbortSignal | undefined,
  run: (hasWaited: boolean) => Promise<T>,
  patience?: number,
): Promise<T> {
  const { locks } = navigator
  const waiting = new AbortController()
  const giveUp = () => waiting.abort(signal?.reason)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  const start = (hasWaited: boolean) => {
    isRunning = true
    return run(hasWaited)
  }
  try {
    if (locks) {
      const atOnce = await locks.request(name, { ifAvailable: true }, async (lock) =>
        lock ? { result: await start(false) } : undefined,
      )
      if (atOnce) return atOnce.result
      if (signal?.aborted) giveUp()
      signal?.addEventListener('abort', giveUp)
      if (patience !== undefined) timer = setTimeout(giveUp, patience)
      return await locks.request(name, { signal: waiting.signal }, () => {
        clearTimeout(timer)
        return start(true)
      })
    }
  } catch (error) {
    if (isRunning || signal?.aborted) throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
  return start(false)
}
