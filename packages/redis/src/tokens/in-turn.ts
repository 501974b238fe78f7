import type { AccessToken, ShareRequest } from '@caefetch/core'

/** Runs one after the other what concerns the same key. Those that waited are given what came of it. */
export type InTurn = (
  key: string,
  request: ShareRequest,
  run: () => Promise<AccessToken>,
) => Promise<AccessToken>

/** Several callers in one process are one caller to Redis. */
export function createInTurn(): InTurn {
  const turns = new Map<string, Promise<AccessToken>>()

  return (key, { rejectedToken, signal }, run) => {
    const isAnswer = ({ token, expiresOn = Number.POSITIVE_INFINITY }: AccessToken): boolean =>
      token !== rejectedToken && expiresOn > Date.now()

    async function start(previous: Promise<AccessToken> | undefined): Promise<AccessToken> {
      // Why the previous turn failed is its own business.
      const access =
        previous &&
        (await untilAborted(
          previous.catch(() => undefined),
          signal,
        ))
      return access && isAnswer(access) ? { ...access, fromCache: true } : run()
    }

    const turn = start(turns.get(key))
    turns.set(key, turn)
    const end = () => {
      if (turns.get(key) === turn) turns.delete(key)
    }
    turn.then(end, end)
    return turn
  }
}

/** The promise's result, or a rejection with the signal's reason as soon as it aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
