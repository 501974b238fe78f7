import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** One of those that are compared: `batch` does the same work `count` times, one after the other. */
export interface Contender {
  name: string
  batch(count: number): Promise<void> | void
}

/** How much is measured: so many rounds, in each of which every contender works for so long. */
export interface Effort {
  rounds: number
  milliseconds: number
}

setFlagsFromString('--expose-gc')
export const collectGarbage: () => void = runInNewContext('gc')

/**
 * Microseconds that one operation took, for each contender and round.
 *
 * The order of a round is the reverse of the last one's, and garbage is collected in between: what
 * one contender leaves behind is not paid for by the same other each time.
 */
export async function measure(
  contenders: readonly Contender[],
  { rounds, milliseconds }: Effort,
): Promise<number[][]> {
  const entrants = []
  for (const contender of contenders) {
    const count = await countFor(contender, milliseconds)
    entrants.push({ contender, count, samples: [] as number[] })
  }
  const turn = [...entrants]
  for (let round = 0; round < rounds; round++) {
    for (const { contender, count, samples } of turn.reverse()) {
      collectGarbage()
      // The collection throws optimized code away as well, which is not what is measured.
      await contender.batch(Math.ceil(count / 3))
      samples.push((await timeOf(contender, count)) / count)
    }
  }
  return entrants.map(({ samples }) => samples)
}

/** How many operations fill the time; to find out warms the contender up. */
async function countFor(contender: Contender, milliseconds: number): Promise<number> {
  // The first one may get a token, or keys.
  await contender.batch(1)
  let count = 1
  while ((await timeOf(contender, count)) < milliseconds * 1000) count *= 2
  return count
}

/** Microseconds for a batch. */
async function timeOf({ batch }: Contender, count: number): Promise<number> {
  const startedAt = performance.now()
  await batch(count)
  return (performance.now() - startedAt) * 1000
}

/** The median of samples, and the quartiles, between which half of them lie. */
export interface Stat {
  median: number
  low: number
  high: number
}

export function statOf(samples: readonly number[]): Stat {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (part: number): number => {
    const index = (sorted.length - 1) * part
    const below = sorted[Math.floor(index)] ?? Number.NaN
    const above = sorted[Math.ceil(index)] ?? Number.NaN
    return below + (above - below) * (index % 1)
  }
  return { median: at(0.5), low: at(0.25), high: at(0.75) }
}

/** What was counted and does not vary. */
export const exactly = (value: number): Stat => ({ median: value, low: value, high: value })
