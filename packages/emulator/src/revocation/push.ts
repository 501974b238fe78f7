import type { EventBus } from './bus.ts'
import type { CriticalEvent } from './critical-event.ts'
import type { SignEvent } from './security-event-token.ts'

/** Where security event tokens are pushed to. */
export interface PushOptions {
  /** The receiver's endpoint. */
  url: string
  /** The `aud` of the tokens. */
  audience: string
  /** The `Authorization` header the receiver wants, if it wants one. */
  authorization?: string | undefined
  /** How requests are sent. Default: the global `fetch`; a receiver in the same process can take them itself. */
  fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** What became of one token. */
export interface Delivery {
  /** The token's id. */
  readonly jti: string
  /** What the token tells of. */
  readonly type: CriticalEvent['type']
  /** The receiver's answer; 202 is a success, 0 that there was none. */
  readonly status: number
  /** The receiver's error code (RFC 8935 §2.4), if it gave one. */
  readonly error?: string
}

// Milliseconds of real time: a receiver that hangs must not hang whoever waits for the event.
const pushTimeout = 10_000

/** A stream of events to one receiver. */
export interface PushStream {
  /** Oldest first. */
  readonly deliveries: readonly Delivery[]
  /** Ends the stream: later events are not pushed. */
  stop(): void
}

/**
 * Pushes each event once, as it arrives; what a receiver refuses is not sent again.
 *
 * @see [RFC 8935](https://www.rfc-editor.org/rfc/rfc8935)
 */
export function pushEvents(bus: EventBus, sign: SignEvent, options: PushOptions): PushStream {
  const { url, audience, authorization, fetch: send = globalThis.fetch } = options
  const deliveries: Delivery[] = []
  const stop = bus.subscribe(async (event) => {
    const { jti, token } = await sign(event, audience)
    const request = new Request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/secevent+jwt',
        accept: 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
      body: token,
      signal: AbortSignal.timeout(pushTimeout),
    })
    const outcome = await send(request).then(readOutcome, () => ({ status: 0 }))
    deliveries.push({ jti, type: event.type, ...outcome })
  })
  return { deliveries, stop }
}

async function readOutcome(response: Response): Promise<{ status: number; error?: string }> {
  const { status } = response
  const text = await response.text()
  if (status === 202) return { status }
  try {
    return { status, error: String(JSON.parse(text).err) }
  } catch {
    return { status }
  }
}
