import { createHash } from 'node:crypto'
import { createRandom, pick } from '../nightly/random.ts'

/** How the API takes a request: kindly, or not. */
export interface Temper {
  /** What becomes of it before anybody looks at its token. */
  mood: 'kind' | 'throttle' | 'break down' | 'cut at once' | 'cut in the end' | 'stall'
  /** Whether its token is looked at before its body is read. */
  isHasty: boolean
  /** Milliseconds that it takes. */
  takes: number
}

const hash = (seed: number, ...texts: string[]): number =>
  createHash('sha256')
    .update([seed, ...texts].join(' '))
    .digest()
    .readUInt32LE()

/** The temper follows from what is sent, so that a seed brings it again. */
export function temperOf(seed: number, call: string, token: string): Temper {
  const random = createRandom(hash(seed, call, token))
  const mood = pick(random, {
    kind: 88,
    throttle: 2,
    'break down': 2,
    'cut at once': 2,
    'cut in the end': 2,
    stall: 4,
  })
  const takes = mood === 'stall' ? 200 + random() * 400 : random() * 8
  return { mood, isHasty: random() < 0.5, takes }
}

/** A few tokens are refused for no reason that anybody is told. */
export const isForgotten = (seed: number, token: string): boolean => hash(seed, token) % 40 === 0
