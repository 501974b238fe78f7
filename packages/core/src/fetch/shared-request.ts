/** A request that several calls wait for. */
export interface SharedRequest<T> {
  /** Waits for the result, or rejects with the signal's reason as soon as it aborts. */
  wait(signal: AbortSignal | undefined): Promise<T>
  /** Resolves when the request has ended, well or not. */
  ended: Promise<unknown>
}

/** Starts a request that is aborted when the last call that waited for it has gone. */
export function shareRequest<T>(
  start: (signal: AbortSignal) => Promise<T>,
  onEnd: () => void,
): SharedRequest<T> {
  const controller = new AbortController()
  const result = start(controller.signal)
  let waiting = 0
  return {
    wait(signal) {
      waiting++
      return untilAborted(result, signal, () => {
        waiting--
        if (waiting > 0) return
        onEnd()
        controller.abort()
      })
    },
    ended: result.then(onEnd, onEnd),
  }
}

/** The promise's result, or a rejection with the signal's reason as soon as it aborts. */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort?: () => void,
): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason)
      onAbort?.()
    }
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
