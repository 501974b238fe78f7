import type { FetchLike } from '@caefetch/core'
import type { Api } from './api.ts'
import { acrs } from './claims.ts'
import type { Fate, Inbox, Pending } from './inbox.ts'
import type { CallRecord, Ledger, Refusal, SendRecord } from './ledger.ts'

/** The name of the header by which a call is known again. */
export const callHeader = 'x-call'

/** Whether a call's own code hands over the whole response that it got, and not its status and headers alone. */
export const isWhole = (number: number): boolean => number % 2 === 0

export interface Network {
  fetch: FetchLike
  /** Whether a body is being read that the platform reads outside of the microtasks. */
  isBusy(): boolean
}

/**
 * A fetch between the page and the APIs. Its fates: 0, the API reads the call and answers; 1, it answers
 * before it has read, and reads on; 2, the same, and the connection ends; 3, the connection ends before the
 * API got the call; 4, after the API took it.
 */
export function createNetwork(ledger: Ledger, inbox: Inbox, api: Api): Network {
  let busy = 0

  const fetch: FetchLike = (input, init) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    if (signal?.aborted) return Promise.reject(signal.reason)
    // Without the signal, on which only caefetch's listeners are to be counted.
    const request = new Request(input, { ...init, signal: null })
    const send = writeDown(ledger, request)
    const reader = request.body?.getReader()
    const isBlob = init?.body instanceof Blob
    let isCut = false
    if (isBlob) busy++

    const pending: Pending = {
      kind: 'send',
      label: () => `call ${send.call.number} sent with ${send.token?.value}`,
      isReady: () => send.body.isWhole,
      happen,
    }

    function end(settle: () => void): true {
      send.answeredAt ??= ledger.now()
      settle()
      return true
    }

    function stopReading(reason?: unknown): void {
      isCut = true
      reader?.cancel(reason).catch(() => {})
    }

    const cut = (): true => {
      stopReading()
      return end(() => reject(new TypeError('fetch failed')))
    }

    function happen(fate: Fate): boolean {
      if (fate === 3) return cut()
      const { spec } = send.call
      const isEarly = !send.body.isWhole
      const isPlain = send.call.scopes === undefined
      const judged = isPlain ? undefined : api.judge(spec.path, send.token)
      if (isEarly && fate !== 1 && fate !== 2) return false
      if (isEarly && !judged) return false
      if (fate === 2 && isEarly) stopReading()
      if (judged) {
        const demand = judged.demand ?? demandInBody(send.call)
        send.refusal = { ...judged, demand, at: ledger.now() }
        send.call.hasNeededPerson = false
        return end(() => resolve(judged.response))
      }
      send.isAccepted = true
      if (fate === 4) return cut()
      const headers = { [callHeader]: String(send.call.number) }
      return end(() => resolve(new Response('ok', { headers })))
    }

    async function read(): Promise<void> {
      const decoder = new TextDecoder()
      while (reader) {
        const { done, value } = await reader.read()
        if (done) break
        send.body.text += decoder.decode(value, { stream: true })
      }
      send.body.isWhole = !isCut
    }

    void read()
      .catch(() => {
        // As a platform does whose request cannot be sent to its end.
        inbox.remove(pending)
        if (send.answeredAt === undefined) cut()
      })
      .then(() => {
        if (isBlob) busy--
      })
    if (signal) {
      AbortSignal.prototype.addEventListener.call(signal, 'abort', () => {
        inbox.remove(pending)
        if (send.answeredAt !== undefined) return
        stopReading(signal.reason)
        end(() => reject(signal.reason))
      })
    }
    inbox.add(pending)
    return promise
  }
  return { fetch, isBusy: () => busy > 0 }
}

/** What is asked for in a body that the application reads. */
const demandInBody = ({ spec, number }: CallRecord): Refusal['demand'] =>
  spec.path === 'told-in-body' && spec.origin === 'b' && (spec.way === 'fetch' || isWhole(number))
    ? acrs('c1')
    : undefined

function writeDown(ledger: Ledger, { headers, url }: Request): SendRecord {
  const number = Number(headers.get(callHeader))
  const call = ledger.calls[number - 1]
  if (!call) throw new Error(`A send of no call: ${url}`)
  const authorization = headers.get('authorization')
  const value = authorization?.split(' ')[1]
  const send: SendRecord = {
    at: ledger.now(),
    call,
    token: value === undefined ? undefined : ledger.tokens.get(value),
    hasAuthorization: authorization !== null,
    url,
    body: { text: '', isWhole: false },
    isAccepted: false,
  }
  call.sends.push(send)
  return send
}
