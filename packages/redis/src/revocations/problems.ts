import type { Commands } from '../client/commands.ts'
import { kindOf } from '../client/kind-of.ts'

/** What an operator should know of the revocations in Redis. */
export interface RevocationsProblem {
  /** Which problem it is. */
  code: RevocationsProblemCode
  /** What is wrong and what to do, without the values of any token. */
  message: string
}

/** What tells the problems apart; docs/troubleshooting.md says of each what to do. */
export type RevocationsProblemCode = keyof typeof messages

const messages = {
  revocations_unavailable:
    'Revocations cannot be read from Redis. Until they can, whenDown decides about calls.',
  revocations_lost:
    'Redis has lost revocations; this replica adds those it knows of again. Set appendonly yes, appendfsync always and maxmemory-policy noeviction, and let nobody else trim the log.',
  revocations_unreadable:
    'The log of revocations in Redis has entries that nobody here has written: they are passed over. Let nobody else write to its key.',
  revocations_not_durable:
    'Redis keeps no append-only file: revocations outlive it only in the memory of the replicas. Set appendonly yes and appendfsync always.',
  revocations_may_be_evicted:
    'Redis may evict the log of revocations when its memory is full. Set maxmemory-policy to noeviction or volatile-lru.',
} as const

export type Report = (code: RevocationsProblemCode, error?: unknown) => void

/** How often the same is told, in milliseconds. */
const pause = 60_000

export function createReport(
  onProblem: (problem: RevocationsProblem) => void = ({ message }) => console.warn(message),
): Report {
  const toldAt = new Map<RevocationsProblemCode, number>()
  return (code, error) => {
    const now = performance.now()
    if (now - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < pause) return
    toldAt.set(code, now)
    const cause = error === undefined ? '' : ` (${kindOf(error)})`
    // A listener is a guest: what it throws must not end the following of the log.
    try {
      onProblem({ code, message: `${messages[code]}${cause}` })
    } catch {}
  }
}

/** Tells what the server is set up to do to the log. Who may not ask is not told. */
export async function reportServer(commands: Commands, key: string, report: Report): Promise<void> {
  try {
    const info = String(await commands.send(key, ['INFO', 'everything']))
    if (/^aof_enabled:0/m.test(info)) report('revocations_not_durable')
    if (/^maxmemory_policy:allkeys/m.test(info)) report('revocations_may_be_evicted')
  } catch {}
}
