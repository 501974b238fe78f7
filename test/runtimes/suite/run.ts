import { bodies } from './bodies.ts'
import { calls } from './calls.ts'
import { type Check, type Outcome, type Platform, within } from './check.ts'
import { guard } from './guard.ts'
import { ky } from './ky.ts'

export const portable: Record<string, Record<string, Check>> = {
  core: { ...bodies, ...calls },
  resource: guard,
  ky,
}

/** Runs all checks, one after the other, and tells what came of each. */
export async function run(
  platform: Platform,
  groups: Record<string, Record<string, Check>> = portable,
  started: (check: string) => void = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [group, checks] of Object.entries(groups)) {
    for (const [name, check] of Object.entries(checks)) {
      started(`${group}: ${name}`)
      const problem = await within(30_000, Promise.resolve(platform).then(check)).then(
        () => undefined,
        (error: unknown) => describe(error),
      )
      outcomes.push({ group, name, ...(problem !== undefined && { problem }) })
    }
  }
  return outcomes
}

function describe(error: unknown): string {
  const { name, message, cause } = Object(error)
  return `${name}: ${message}${cause ? ` (${String(cause)})` : ''}`
}
