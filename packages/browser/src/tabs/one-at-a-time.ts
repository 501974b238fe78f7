/**
 * Runs one at a time in all tabs of the origin; `hasWaited` says that another one had to end first. What
 * runs is to end with the signal.
 *
 * Where there are no Web Locks (pages that are not served securely, frames without storage) each tab is on
 * its own.
 */
export async function oneAtATime<T>(
  name: string,
  signal: AbortSignal | undefined,
  run: (hasWaited: boolean) => Promise<T>,
): Promise<T> {
  const { locks } = navigator
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
      return await locks.request(name, { ...(signal && { signal }) }, () => start(true))
    }
  } catch (error) {
    if (isRunning || signal?.aborted) throw error
  }
  return start(false)
}
