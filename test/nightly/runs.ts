/**
 * How often tests of random runs are to run, and from which seed. The gate's runs are few and always the
 * same; `npm run test:races` and its like say other ones.
 */
export const seed = Number(process.env.CAEFETCH_SEED ?? 1)

export const runsOf = (gate: number): number => Number(process.env.CAEFETCH_RUNS ?? gate)

/** Milliseconds that so many runs may take on a slow machine. */
export const timeFor = (runs: number): number => 60_000 + runs * 100
