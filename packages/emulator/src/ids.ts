import { createHash, randomUUID } from 'node:crypto'

/** Identifiers and chance, from one seed: the same seed gives the same sequence. */
export interface Ids {
  guid(): string
  /** An opaque value for codes and refresh tokens, about 6 bits a character. */
  opaque(length: number): string
  /** A code that a person types, without letters that look alike. */
  userCode(): string
  /** A whole number, both ends included. */
  between(min: number, max: number): number
}

const urlSafe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const readableLetters = 'BCDFGHJKLMNPQRSTVWXZ23456789'

export function createIds(seed: string = randomUUID()): Ids {
  const random = createRandom(seed)
  const pick = (alphabet: string, length: number): string => {
    let text = ''
    while (text.length < length) text += alphabet[random() % alphabet.length]
    return text
  }
  return {
    guid() {
      const bytes = Uint32Array.from({ length: 4 }, random)
      return formatGuid(Buffer.from(bytes.buffer), 4)
    },
    opaque: (length) => pick(urlSafe, length),
    userCode: () => pick(readableLetters, 9),
    between: (min, max) => min + (random() % (max - min + 1)),
  }
}

/** A GUID that follows from names alone, so that an app keeps its client id from run to run. */
export function guidOf(...names: string[]): string {
  return formatGuid(createHash('sha256').update(names.join('\n').toLowerCase()).digest(), 8)
}

function formatGuid(source: Buffer, version: number): string {
  const bytes = Buffer.from(source.subarray(0, 16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** The sfc32 generator: small, fast and good enough for what must be repeatable, not secret. */
function createRandom(seed: string): () => number {
  const state = createHash('sha256').update(seed).digest()
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => state.readInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const value = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + value) | 0
    return value >>> 0
  }
}
