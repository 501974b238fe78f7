import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { createRevocations, type Revocations, type TokenStamp } from '@caefetch/resource'
import { collectGarbage } from '../harness/measure.ts'

/** Revoked users of a tenant, and what they take in memory. */
export interface RevokedUsers {
  revocations: Revocations
  bytesEach: number
  /** Stamps of tokens, of which every other one is revoked. */
  stamps: TokenStamp[]
}

export async function revokeUsers(tid: string, count: number): Promise<RevokedUsers> {
  const iat = Math.floor(Date.now() / 1000) - 3600
  const known: TokenStamp[] = []
  const before = bytesUsed()
  const revocations = createRevocations()
  for (let index = 0; index < count; index++) {
    const oid = randomUUID()
    await revocations.revoke({ tid, oid })
    // Who waits on a socket, the issuer for one, is not to be kept waiting.
    if (index % 10_000 === 0) await setImmediate()
    if (index % (count / 1000) === 0) known.push({ tid, oid, sid: 's', azp: 'a', uti: 'u', iat })
  }
  const bytesEach = (bytesUsed() - before) / count
  const strangers = known.map((stamp) => ({ ...stamp, oid: randomUUID() }))
  const stamps = known.flatMap((stamp, index) => [stamp, strangers[index] ?? stamp])
  // As the claims of tokens come: texts that were parsed, and not pieced together.
  return { revocations, bytesEach, stamps: JSON.parse(JSON.stringify(stamps)) }
}

/** How many of the tokens are found to be revoked, of so many look-ups. */
export function lookUp({ revocations, stamps }: RevokedUsers, count: number): number {
  let found = 0
  for (let index = 0; index < count; index++) {
    const stamp = stamps[index % stamps.length]
    if (stamp && revocations.revokedAt(stamp) !== undefined) found++
  }
  return found
}

function bytesUsed(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
