import { type Effort, exactly, measure, statOf } from '../harness/measure.ts'
import type { Report } from '../harness/report.ts'
import { lookUp, type RevokedUsers } from './revoked-users.ts'

/** What revoked users take in memory, and what it costs to look one up. */
export async function reportRevocations(revoked: RevokedUsers, effort: Effort): Promise<Report> {
  const contender = {
    name: 'caefetch',
    batch(count: number) {
      const found = lookUp(revoked, count)
      if (found !== Math.ceil(count / 2)) throw new Error(`${found} of ${count} look-ups hit.`)
    },
  }
  const [samples = []] = await measure([contender], effort)
  const nanoseconds = statOf(samples.map((microseconds) => microseconds * 1000))
  const { bytesEach } = revoked
  return {
    id: 'guard-revocations',
    title: 'A million revoked users',
    about:
      'What each of 1,000,000 revoked users of a tenant takes in memory, and how long it takes to find out that a token was revoked or not; every other one was. None of the others keeps revocations.',
    metrics: [
      { name: 'a look-up', unit: 'ns' },
      { name: 'a user', unit: 'bytes' },
    ],
    rows: [{ name: 'caefetch, createRevocations', values: [nanoseconds, exactly(bytesEach)] }],
    budgets: [
      {
        text: '1 M revoked users take at most 100 bytes each',
        value: bytesEach,
        limit: 100,
        kind: 'at most',
        unit: 'bytes',
      },
      {
        text: 'To look a token up among 1 M revoked users takes at most 1 µs',
        value: nanoseconds.median / 1000,
        limit: 1,
        kind: 'at most',
        unit: 'µs',
      },
    ],
  }
}
