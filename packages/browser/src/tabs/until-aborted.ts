/** The promise's result, or a rejection with the signal's reason as soon as it aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    const settled = () => signal.removeEventListener('abort', abort)
    // Two steps, and no more, from the promise to who waits: in WebKit a click survives nothing else.
    promise.then(resolve, reject)
    promise.then(settled, settled)
  })
}
