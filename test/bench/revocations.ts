import { randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRevocations } from '@caefetch/resource'

// A million revoked users of a tenant: what they take in memory, and what it costs to look one up.

const subjects = 1_000_000
const mostBytes = 100
const mostNanoseconds = 1000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
const used = () => {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const tid = randomUUID()
const iat = Math.floor(Date.now() / 1000) - 3600
const known: { tid: string; oid: string; sid: string; azp: string; uti: string; iat: number }[] = []

const before = used()
const revocations = createRevocations()
for (let index = 0; index < subjects; index++) {
  const oid = randomUUID()
  await revocations.revoke({ tid, oid })
  if (index % 1000 === 0) known.push({ tid, oid, sid: 's', azp: 'a', uti: `${index}`, iat })
}
const bytes = (used() - before) / subjects

const strangers = known.map((token) => ({ ...token, oid: randomUUID() }))
// As the claims of tokens come: texts that were parsed, and not pieced together.
const tokens: typeof known = JSON.parse(JSON.stringify([...known, ...strangers]))
const rounds = 200

/** Nanoseconds for one look-up; every other one finds something. */
function lookUp(): number {
  let found = 0
  const start = process.hrtime.bigint()
  for (let round = 0; round < rounds; round++) {
    for (const token of tokens) {
      if (revocations.revokedAt(token) !== undefined) found++
    }
  }
  const nanoseconds = Number(process.hrtime.bigint() - start)
  if (found !== rounds * known.length) throw new Error('The look-ups are wrong.')
  return nanoseconds / (rounds * tokens.length)
}

// The best of several counts: what else the machine does is not measured.
let lookup = Number.POSITIVE_INFINITY
for (let measured = 0; measured < 8; measured++) lookup = Math.min(lookup, lookUp())

console.log(`${subjects} revoked users: ${bytes.toFixed(0)} bytes each (at most ${mostBytes})`)
console.log(`a look-up: ${lookup.toFixed(0)} ns (at most ${mostNanoseconds})`)
if (bytes > mostBytes || lookup > mostNanoseconds) process.exitCode = 1
