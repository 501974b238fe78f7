/** What the platform can do; what it cannot, caefetch is to say clearly. */
export interface Platform {
  /** The API that the checks call, and another origin. */
  api: string
  elsewhere: string
  /**
   * What becomes of a stream as a body: it is sent; caefetch refuses it, as the platform would send its
   * name; or the platform refuses it in its own words (Safari, and Chromium over HTTP/1.1).
   */
  streams: 'sent' | 'refused' | 'platform'
}

/** A check passes when it resolves. */
export type Check = (platform: Platform) => Promise<void>

export interface Outcome {
  group: string
  name: string
  /** Why it did not pass. */
  problem?: string
}

export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value))
  if (got !== wanted) throw new Error(`${what}: got ${got}, not ${wanted}`)
}

/** What a promise rejects with. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<{ name: string; code: unknown }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) return Object(outcome.error)
  throw new Error(`resolved with ${String(outcome.value)}`)
}

/** Bounds a wait, so that what hangs is told by its name. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`still waiting after ${milliseconds} ms`)),
      milliseconds,
    )
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
