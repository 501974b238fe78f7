import { runsOf, seed } from '../nightly/runs.ts'

/** So many of all runs: what is slow to try is tried less often. */
export const shareOf = (part: number): { seed: number; numRuns: number } => ({
  seed,
  numRuns: Math.ceil(runsOf(200_000) * part),
})

/** What every object would have if a text had got at the prototype of all. */
export function expectNoPollution(): void {
  for (const name in {}) throw new Error(`All objects have ${name} now.`)
}

/** `toEqual` is too slow for millions of texts. */
export function expectSame(one: unknown, other: unknown): void {
  const [first, second] = [JSON.stringify(one), JSON.stringify(other)]
  if (first !== second) throw new Error(`${first} is not ${second}`)
}

export const thrownBy = (run: () => unknown): unknown => {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}
