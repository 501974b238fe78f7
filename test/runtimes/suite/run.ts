import { bodies, streams } from './bodies.ts'
import { calls } from './calls.ts'
import { type Check, type Outcome, type Platform, within } from './check.ts'
import { guard } from './guard.ts'
import { ky } from './ky.ts'

type Groups = Record<string, Record<string, Check>>

/** What clients need. */
export const clientGroups = (platform: Platform): Groups => ({
  core: { ...bodies, ...(platform.streams === 'sent' && streams), ...calls },
  ky,
})

/** What runs wherever the web's standards are. */
export const portableGroups = (platform: Platform): Groups => ({
  ...clientGroups(platform),
  resource: guard,
})

/** Runs all checks, one after the other, and tells what came of each. */
export async function run(
  platform: Platform,
  groups: Groups = portableGroups(platform),
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
