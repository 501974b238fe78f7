import { type Contender, type Effort, measure, type Stat, statOf } from '../harness/measure.ts'
import type { Bench, Budget, Report, Row } from '../harness/report.ts'
import { reportRevocations } from './revocations.ts'
import { revokeUsers } from './revoked-users.ts'
import { setScene } from './scene.ts'
import type { Verifier } from './verifier.ts'
import { checkVerifiers, createVerifiers } from './verifiers.ts'

export const guard: Bench = {
  id: 'guard',
  async run(size) {
    const scene = await setScene()
    try {
      const revoked = await revokeUsers(scene.tenantId, size.isShort ? 10_000 : 1_000_000)
      const revocations = await reportRevocations(revoked, size)
      const verifiers = await createVerifiers(scene, revoked.revocations)
      await checkVerifiers(scene, verifiers)
      return [
        await reportWarm(verifiers, scene.warm, size),
        await reportCold(verifiers, scene.cold, size),
        revocations,
      ]
    } finally {
      await scene.close()
    }
  },
}

const how =
  'Each is called as its framework calls it, without sockets and without the rest of the framework, and set to the same issuer, audience and algorithm (RS256, 2048 bits). Before that, each had to take good tokens and refuse a tampered one, and the guard a revoked one as well; the guard looks at its revocations in every call.'

async function reportWarm(
  verifiers: readonly Verifier[],
  token: string,
  effort: Effort,
): Promise<Report> {
  const rows = await rowsOf(verifiers, [token], effort)
  const [ours, theirs] = [rows[0], rows.find(({ name }) => name === 'express-oauth2-jwt-bearer')]
  const value = (theirs?.values[0]?.median ?? 0) / (ours?.values[0]?.median ?? 0)
  const text = 'The guard takes at least 10 times as many warm calls as express-oauth2-jwt-bearer'
  const budget: Budget = { text, value, limit: 10, kind: 'at least', unit: 'times' }
  return {
    id: 'guard-warm',
    title: 'The guard, with a token it has seen before',
    about: `The time that one call takes, with the same token each time. ${how}`,
    metrics,
    rows,
    budgets: [budget],
    chart: 'bars',
  }
}

async function reportCold(
  verifiers: readonly Verifier[],
  tokens: readonly string[],
  effort: Effort,
): Promise<Report> {
  const rows = await rowsOf(verifiers, tokens, effort)
  const value = await costBesideJose(verifiers, tokens, effort)
  const text =
    'A token that the guard has not seen costs at most 1.1 times what it costs jose alone'
  const budget: Budget = { text, value, limit: 1.1, kind: 'at most', unit: 'times' }
  return {
    id: 'guard-cold',
    title: 'The guard, with a token it has not seen',
    about: `The same, with ${tokens.length} tokens in turns, while those that remember tokens remember ${tokens.length / 2}: each is verified anew, and the signature is most of the work.`,
    metrics,
    rows,
    budgets: [budget],
    chart: 'bars',
  }
}

/**
 * The two take turns in short rounds, and each is compared with its neighbour: between them no others work,
 * and what else the machine does meets both.
 */
async function costBesideJose(
  verifiers: readonly Verifier[],
  tokens: readonly string[],
  { rounds, milliseconds }: Effort,
): Promise<number> {
  const pair = ['caefetch, guard.check', 'jose alone'].flatMap((name) =>
    verifiers.filter((verifier) => verifier.name === name),
  )
  const [ours = [], theirs = []] = await measure(
    pair.map((verifier) => contender(verifier, tokens)),
    { rounds: 4 * rounds, milliseconds: milliseconds / 3 },
  )
  return statOf(ours.map((time, round) => time / (theirs[round] ?? Number.NaN))).median
}

const metrics: Report['metrics'] = [
  { name: 'a call', unit: 'µs' },
  { name: 'calls', unit: '1/s' },
]

async function rowsOf(
  verifiers: readonly Verifier[],
  tokens: readonly string[],
  effort: Effort,
): Promise<Row[]> {
  const samples = await measure(
    verifiers.map((verifier) => contender(verifier, tokens)),
    effort,
  )
  return verifiers.map(({ name, note }, index) => {
    const each = samples[index] ?? []
    const values: Stat[] = [statOf(each), statOf(each.map((microseconds) => 1e6 / microseconds))]
    return { name, values, ...(note !== undefined && { note }) }
  })
}

function contender({ name, verify }: Verifier, tokens: readonly string[]): Contender {
  let next = 0
  return {
    name,
    async batch(count) {
      for (let left = count; left > 0; left--) await verify(tokens[next++ % tokens.length] ?? '')
    },
  }
}
