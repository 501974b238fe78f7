/** A request that several calls wait for. */
export interface SharedRequest<T> {
  /** Waits for the result, or rejects with the signal's reason as soon as it aborts. */
  wait(signal: AbortSignal | undefined): Promise<T>
  /** Resolves when the request has ended, well or not; it may outlive those who waited for it. */
  ended: Promise<void>
}

/**
 * Starts a request that is aborted when the last call that waited for it has gone. From then on, and from
 * its end on, nobody is to join it: `onClose` is called.
 */
export function shareRequest<T>(
  start: (signal: AbortSignal) => Promise<T>,
  onClose: () => void,
): SharedRequest<T> {
  const controller = new AbortController()
  const result = start(controller.signal)
  let waiting = 0
  return {
    wait(signal) {
      waiting++
      return untilAborted(result, signal, (reason) => {
        if (--waiting > 0) return
        onClose()
        controller.abort(reason)
      })
    },
    ended: result.then(onClose, onClose),
  }
}

/** The promise's result, or a rejection with the signal's reason as soon as it aborts. */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort?: (reason: unknown) => void,
): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason)
      onAbort?.(signal.reason)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    void promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort))
  })
}
