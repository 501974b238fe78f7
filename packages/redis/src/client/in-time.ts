/**
 * The promise's result, or a rejection when it takes longer. Redis clients bound a command only until
 * it is written: a server that hangs is waited for without limit.
 *
 * @param limit Milliseconds.
 * @see [node-redis issue 2175](https://github.com/redis/node-redis/issues/2175)
 */
export function inTime<T>(
  promise: Promise<T>,
  limit: number,
  onLate: () => void = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      onLate()
      reject(new Error(`Redis has not answered within ${limit} ms.`))
    }
    // Where the process itself was held up, the answer may have arrived in the meantime and comes first.
    let immediate: NodeJS.Immediate | undefined
    const timer = setTimeout(() => {
      immediate = setImmediate(end)
    }, limit)
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      clearImmediate(immediate)
    })
  })
}
