import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startRedis } from '../../../packages/redis/src/redis-server.fixture.ts'
import { exactly, statOf } from '../harness/measure.ts'
import type { Report, Size } from '../harness/report.ts'

/** How long it takes until a revocation that one replica has accepted is in force on the others. */
export async function reportPropagation({ isShort }: Size): Promise<Report> {
  const [count, revocations] = isShort ? [2, 10] : [8, 500]
  await using redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  const replicas = await Promise.all(Array.from({ length: count }, () => startReplica(redis.url)))
  try {
    for (const replica of replicas) replica.send({ type: 'work' })
    await setTimeout(isShort ? 100 : 1000)
    const acceptedAt = new Map<number, number>()
    const sentAt = new Map<number, number>()
    // A cutoff of its own tells each from the others.
    const first = Math.floor(Date.now() / 1000) - revocations
    for (let cutoff = first; cutoff < first + revocations; cutoff++) {
      const replica = replicas[cutoff % count]
      sentAt.set(cutoff, performance.timeOrigin + performance.now())
      const { at } = await ask<{ at: number }>(replica, 'accepted', { type: 'revoke', cutoff })
      acceptedAt.set(cutoff, at)
      await setTimeout(5)
    }
    await setTimeout(200)
    const delays: number[] = []
    const whole: number[] = []
    for (const replica of replicas) {
      const { heard } = await ask<{ heard: [number, number][] }>(replica, 'heard', { type: 'tell' })
      for (const [cutoff, at] of heard) {
        // Others may hear of it before the one that accepts it has its answer.
        delays.push(Math.max(0, at - (acceptedAt.get(cutoff) ?? Number.NaN)))
        whole.push(at - (sentAt.get(cutoff) ?? Number.NaN))
      }
    }
    const expected = revocations * (count - 1)
    if (delays.length !== expected) {
      throw new Error(`${delays.length} of ${expected} were heard.`)
    }
    const sorted = delays.toSorted((one, other) => one - other)
    const worst = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
    const acks = [...acceptedAt].map(([cutoff, at]) => at - (sentAt.get(cutoff) ?? Number.NaN))
    return {
      id: 'fleet-propagation',
      title: `A revocation that one of ${count} replicas accepts`,
      about: `${revocations} revocations, each accepted by one replica or another while all of them look tokens up and call Redis (\`appendfsync always\`). To accept one takes as long as Redis takes to write it to its disk; from then on no other replica should take the token for long.`,
      metrics: [
        { name: 'until it is accepted', unit: 'ms' },
        { name: 'until it is in force on another', unit: 'ms' },
        { name: 'after it is accepted, 99 %', unit: 'ms' },
      ],
      rows: [{ name: 'redisRevocations', values: [statOf(acks), statOf(whole), exactly(worst)] }],
      budgets: [
        {
          text: 'A revocation is in force on 99 % of the other replicas within 50 ms',
          value: worst,
          limit: 50,
          kind: 'at most',
          unit: 'ms',
        },
      ],
    }
  } finally {
    for (const replica of replicas) replica.kill('SIGKILL')
  }
}

async function startReplica(redisUrl: string): Promise<ChildProcess> {
  const replica = fork(join(import.meta.dirname, 'replica.ts'), [redisUrl], {
    execArgv: ['--conditions', '@caefetch/source'],
  })
  await once(replica, 'message')
  return replica
}

/** The next message of that type, after sending the command. */
function ask<Answer>(
  replica: ChildProcess | undefined,
  type: string,
  command: object,
): Promise<Answer> {
  return new Promise((resolve) => {
    const hear = (message: { type: string } & Answer) => {
      if (message.type !== type) return
      replica?.off('message', hear)
      resolve(message)
    }
    replica?.on('message', hear)
    replica?.send(command)
  })
}
