import { createHash } from 'node:crypto'
import { createRandom, pick } from '../nightly/random.ts'

export type Principal = 'daemon' | 'mfa-user@contoso.test' | 'plain-user@contoso.test'
type BodyKind = 'none' | 'text' | 'blob' | 'bytes' | 'stream' | 'slow stream' | 'request'

/** A call that somebody will make. */
export interface PlannedCall {
  id: string
  principal: Principal
  method: 'GET' | 'POST'
  path: string
  kind: BodyKind
  /** The size of its body, in bytes. */
  size: number
  /** After how many milliseconds its caller has enough. */
  patience?: number
  /** Whether the user may be asked. */
  mayAsk: boolean
}

/** Streams that are longer cannot be sent again. */
export const maxReplayBytes = 131_072

/** The call of that number: the same for the same seed. */
export function planCall(seed: number, number: number): PlannedCall {
  const random = createRandom(seed * 1_000_003 + number)
  const principal = pick(random, {
    daemon: 60,
    'mfa-user@contoso.test': 25,
    'plain-user@contoso.test': 15,
  })
  const kind = pick(random, {
    none: 25,
    text: 20,
    blob: 10,
    bytes: 10,
    stream: 15,
    'slow stream': 5,
    request: 15,
  })
  const isLong = random() < 0.05
  const size = Math.floor(random() * (isLong ? 3 * maxReplayBytes : 4000))
  const isUser = principal !== 'daemon'
  return {
    id: `call-${number}`,
    principal,
    method: kind === 'none' ? 'GET' : 'POST',
    path: isUser && random() < 0.1 ? '/strict' : '/',
    kind,
    size,
    ...(random() < 0.05 && { patience: random() * 300 }),
    mayAsk: random() < 0.8,
  }
}

/** The bytes of its body. */
export function bytesOf({ id, size, kind }: PlannedCall): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(kind === 'none' ? 0 : size)
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = 97 + ((index + id.charCodeAt(index % id.length)) % 26)
  }
  return bytes
}

export const digestOf = (call: PlannedCall): string =>
  createHash('sha256').update(bytesOf(call)).digest('hex')
