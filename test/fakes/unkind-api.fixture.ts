import type { FetchLike } from '@caefetch/core'

/** A body of a response that stands still: it does not end, and neither does cancelling it. */
export function standingBody(): { body: ReadableStream<Uint8Array>; isCancelled(): boolean } {
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    cancel() {
      isCancelled = true
      return new Promise(() => {})
    },
  })
  return { body, isCancelled: () => isCancelled }
}

/** An API that answers before it has read anything of the body, and then reads no more. */
export const unreadingApi = (
  answer: (token: string | undefined, number: number) => Response,
): FetchLike => {
  let calls = 0
  return async (_input, init) => {
    const token = new Headers(init?.headers).get('authorization')?.split(' ')[1]
    return answer(token, ++calls)
  }
}

/** An API that lets a call in and never answers; its call ends with the signal, as fetch's do. */
export const unansweringApi: FetchLike = (input, init) =>
  new Promise((_resolve, reject) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
