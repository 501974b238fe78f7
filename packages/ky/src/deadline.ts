import type { FetchLike } from '@caefetch/core'
import { type ResponsePromise, TimeoutError } from 'ky'
import { anySignal } from './any-signal.ts'

/** How long the API may take, each time that one call is sent. */
export interface Deadline {
  /** Sets the bound of each send and each read, in milliseconds. */
  set(timeout: number): void
  /** Bounds each send until its response begins. */
  ofSends(request: Request, fetch: FetchLike): FetchLike
  /** Bounds what ky reads of a response that refuses, until the call ends or is sent again. */
  ofRefusal(response: Response): void
  /** Bounds what `json()` and the like read of the response. */
  ofReads<T>(response: ResponsePromise<T>): ResponsePromise<T>
}

const readers = ['json', 'text', 'formData', 'arrayBuffer', 'blob', 'bytes'] as const

export function createDeadline(): Deadline {
  let timeout: number | undefined
  let abandonSend: (() => TimeoutError) | undefined
  let refusal: ReturnType<typeof setTimeout> | undefined

  function inTime<T>(result: Promise<T>): Promise<T> {
    const abandon = abandonSend
    // Nothing was sent where a hook brought the response.
    if (!abandon) return result
    return new Promise((resolve, reject) => {
      // What ignores its signal must not hold up the call.
      const timer = setTimeout(() => reject(abandon()), timeout)
      result.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  const endRefusal = () => clearTimeout(refusal)

  return {
    set(milliseconds) {
      timeout = milliseconds
    },

    ofSends: (request, fetch) => (input, init) => {
      endRefusal()
      if (timeout === undefined) return fetch(input, init)
      const controller = new AbortController()
      abandonSend = () => {
        const error = new TimeoutError(request)
        controller.abort(error)
        return error
      }
      const signal = anySignal([init?.signal ?? request.signal, controller.signal])
      return inTime(fetch(input, { ...init, signal }))
    },

    ofRefusal({ ok }) {
      if (!ok && abandonSend) refusal = setTimeout(abandonSend, timeout)
    },

    ofReads(response) {
      const reads = readers.map((name) => {
        const read: (schema?: unknown) => Promise<unknown> = response[name]
        const bounded = (schema?: unknown) => {
          // At once: with it ky sets the Accept header.
          const body = read(schema)
          return response.then(
            () => inTime(body),
            () => body,
          )
        }
        return [name, bounded] as const
      })
      response.then(endRefusal, endRefusal)
      return Object.assign(response, Object.fromEntries(reads))
    },
  }
}
