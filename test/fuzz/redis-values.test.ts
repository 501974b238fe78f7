import { randomBytes } from 'node:crypto'
import { redisShare } from '@caefetch/redis'
import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { fieldNames, readEntry, writeEntry } from '../../packages/redis/src/revocations/entry.ts'
import { readReply } from '../../packages/redis/src/revocations/read-reply.ts'
import { createSeal } from '../../packages/redis/src/tokens/seal.ts'
import { readToken, writeToken } from '../../packages/redis/src/tokens/sealed-token.ts'
import { sealingKeys } from '../../packages/redis/src/tokens/secrets.ts'
import { seed, timeFor } from '../nightly/runs.ts'
import { mutated } from './mutations.ts'
import { expectNoPollution, expectSame, shareOf, thrownBy } from './share.ts'

const secret = randomBytes(32).toString('base64')
const seal = createSeal(sealingKeys([secret]))
const purpose = 'a purpose'
const content = writeToken({ token: 'a-token', tokenType: 'Bearer', expiresOn: Date.now() + 1e7 })
const sealed = [seal.close(content.text, purpose), seal.close('another', purpose)]
const parameters = shareOf(0.05)
const timeLimit = timeFor(parameters.numRuns)

const id = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' })
const subject = fc
  .record({ tid: id, azp: id, oid: id, sid: id, uti: id }, { requiredKeys: [] })
  .filter((members) => Object.keys(members).length > 0)

describe(`what stands in Redis (seed ${seed})`, () => {
  it(
    'as a sealed token is opened to what was sealed, or not at all',
    () =>
      fc.assert(
        fc.property(mutated(sealed), (text) => {
          const opened = seal.open(text, purpose)
          if (opened !== undefined && opened !== content.text && opened !== 'another') {
            throw new Error(opened)
          }
          if (seal.open(text, 'another purpose') !== undefined)
            throw new Error('opened for another')
        }),
        parameters,
      ),
    timeLimit,
  )

  it(
    'as a token is read as it was written, and lives no longer',
    () =>
      fc.assert(
        fc.property(
          fc.record(
            { token: fc.string({ minLength: 1 }), tokenType: id, accountId: id },
            { requiredKeys: ['token'] },
          ),
          fc.integer({ min: 1, max: 1e8 }),
          fc.integer({ min: -1, max: 1e8 }),
          (members, life, left) => {
            const expiresOn = Date.now() + life
            const written = writeToken({ ...members, expiresOn, refreshOn: expiresOn - 1 })
            const read = readToken(written.text, left)
            if (left <= 0) return expectSame(read, undefined)
            const { token, tokenType, accountId } = read ?? { token: '' }
            expectSame({ token, tokenType, accountId }, { ...members })
            const isLate = (read?.expiresOn ?? 0) > Date.now() + Math.min(life, left)
            if (isLate) throw new Error('It lives longer.')
          },
        ),
        shareOf(0.02),
      ),
    timeLimit,
  )

  it(
    'as a revocation is read as it was written',
    () =>
      fc.assert(
        fc.property(subject, fc.nat(), fc.nat(), (members, cutoff, more) => {
          const entry = { subject: members, cutoff, expires: cutoff + more }
          const values = writeEntry(entry)
          const fields = fieldNames.flatMap((name, index) =>
            values[index] === '' ? [] : [name, values[index]],
          )
          const read = readEntry(fields)
          expectSame(Object.entries(read?.subject ?? {}).sort(), Object.entries(members).sort())
          expectSame([read?.cutoff, read?.expires], [entry.cutoff, entry.expires])
        }),
        shareOf(0.02),
      ),
    timeLimit,
  )

  it(
    'as a revocation of somebody else’s making is one, or none',
    () =>
      fc.assert(
        fc.property(
          fc.anything({ withNullPrototype: true, maxDepth: 3 }),
          fc.array(fc.oneof(fc.constantFrom(...fieldNames, '__proto__', 'constructor'), id), {
            maxLength: 16,
          }),
          (anything, fields) => {
            for (const given of [anything, fields]) {
              const entry = readEntry(given)
              expectNoPollution()
              if (!entry) continue
              const { cutoff, expires } = entry
              const names = Object.entries(entry.subject)
              const isWhole = cutoff >= 0 && expires >= cutoff && names.length > 0
              if (!isWhole || names.some(([, value]) => typeof value !== 'string')) {
                throw new Error(JSON.stringify(entry))
              }
            }
            const error = thrownBy(() => readReply(anything))
            if (error !== undefined && !(error instanceof TypeError)) throw error
            expectNoPollution()
          },
        ),
        parameters,
      ),
    timeLimit,
  )

  const share = shareOf(0.02)
  it(
    'costs no call its token, whatever Redis answers',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.anything({ maxDepth: 2 }),
            fc.tuple(
              fc.constant('token'),
              mutated(sealed),
              id,
              fc.constantFrom('1', '-1', 'x', '1e9'),
            ),
            fc.tuple(fc.constantFrom('lease', 'token'), id),
          ),
          async (answer) => {
            let answers = 0
            const client = {
              isReady: true,
              // After the first, the lease: else who waits for another replica would wait on.
              sendCommand: async () => (answers++ === 0 ? answer : ['lease', '']),
              duplicate: () => {
                throw new Error('It is not followed.')
              },
            }
            const shared = redisShare({ client, secrets: [secret] })
            const wanted = { client: 'a-client', scopes: ['a-scope'] }
            const own = { token: 'own', expiresOn: Date.now() + 1000 }
            const { token } = await shared.getToken(wanted, async () => own)
            if (token !== 'own') throw new Error(token)
          },
        ),
        share,
      ),
    timeFor(share.numRuns),
  )
})
