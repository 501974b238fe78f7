import type { PlantedBug } from './planted-bug.ts'

const inRedis = (file: string) => ({
  tests: 'fleet' as const,
  file: `packages/redis/src/${file}`,
})

export const fleetBugs: readonly PlantedBug[] = [
  {
    name: 'the lease has no fence',
    ...inRedis('tokens/scripts.ts'),
    from: 'if isHolder or not there or there == ARGV[2] then',
    to: 'if true then',
  },
  {
    name: 'a lease is not kept',
    ...inRedis('tokens/take-or-ask.ts'),
    from: 'store.keep().catch(() => {})',
    to: 'void store',
  },
  {
    name: 'a lease is taken that another has',
    ...inRedis('tokens/scripts.ts'),
    from: "then return {'wait'} end",
    to: 'then end',
  },
  {
    name: 'tokens of all accounts are one entry',
    ...inRedis('tokens/entry.ts'),
    from: 'accountId ?? null',
    to: 'null',
  },
  {
    name: 'an answer of Redis is waited for without a bound',
    ...inRedis('client/in-time.ts'),
    from: '}, limit)',
    to: '}, 3_600_000)',
  },
  {
    name: 'what the log had before is not read',
    ...inRedis('revocations/follower.ts'),
    from: 'reader.take(entries)',
    to: 'if (!isBehind) reader.take(entries)',
  },
  {
    name: 'a log that was lost is not noticed',
    ...inRedis('revocations/follower.ts'),
    from: 'if (!hasLost(before, end, known)) return',
    to: 'if (!hasLost(before, end, known) || known) return',
  },
  {
    name: 'a store that was not heard of for long answers',
    ...inRedis('revocations/redis-revocations.ts'),
    from: 'follower.age() > staleAfter',
    to: 'false',
  },
  {
    name: 'a revocation is in force when Redis says so',
    ...inRedis('revocations/redis-revocations.ts'),
    from: 'memory.raise(subject, cutoff)',
    to: '',
  },
  {
    name: 'an event that is being handled is claimed again',
    ...inRedis('replays/scripts.ts'),
    from: "then return 'pending' end",
    to: 'then end',
  },
  {
    name: 'a claim on an event is not given back',
    ...inRedis('replays/redis-replays.ts'),
    from: 'await runScript(commands, release, [keyOf(event)], claimant)',
    to: 'void [release, event]',
  },
]
