import {
  type Challenge,
  type ClaimsRequest,
  decodeClaims,
  encodeClaims,
  formatChallenge,
  InvalidClaimsError,
  isCaeError,
  mergeClaims,
  parseChallenges,
  readClaimsChallenge,
} from '@caefetch/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seed, timeFor } from '../nightly/runs.ts'
import { claims, headers } from './corpus.ts'
import { mutated } from './mutations.ts'
import { expectNoPollution, expectSame, shareOf, thrownBy } from './share.ts'

const parameters = shareOf(0.2)
const timeLimit = timeFor(parameters.numRuns)

describe(`mutated headers (seed ${seed})`, () => {
  it(
    'are read without a throw, and what is read can be written and read again',
    () =>
      fc.assert(
        fc.property(mutated(headers), (header) => {
          for (const challenge of parseChallenges(header)) {
            if (Object.getPrototypeOf(challenge.params) !== null) throw new Error('a prototype')
            expectReadable(challenge)
          }
          expectNoPollution()
        }),
        parameters,
      ),
    timeLimit,
  )

  it(
    'are claims challenges or none, whatever they say',
    () =>
      fc.assert(
        fc.property(mutated(headers), fc.constantFrom(401, 403), (header, status) => {
          const value = header.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
          const response = new Response(null, { status, headers: { 'www-authenticate': value } })
          const challenge = readClaimsChallenge(response)
          if (challenge) expectSame(decodeClaims(encodeClaims(challenge.claims)), challenge.claims)
          expectNoPollution()
        }),
        parameters,
      ),
    timeLimit,
  )

  function expectReadable(challenge: Challenge): void {
    // The grammar has either; what came with both was not written by it.
    if (challenge.token68 && Object.keys(challenge.params).length > 0) return
    let text: string
    try {
      text = formatChallenge(challenge)
    } catch (error) {
      // What no header can hold, and what was read of one that was not one.
      if (isCaeError(error) && error.code === 'configuration') return
      throw error
    }
    expectSame(parseChallenges(text), [challenge])
  }
})

describe(`mutated claims (seed ${seed})`, () => {
  it(
    'are a request that merges with any other, or an InvalidClaimsError that does not repeat them',
    () =>
      fc.assert(
        fc.property(mutated(claims), mutated(claims), (one, other) => {
          const requests: ClaimsRequest[] = []
          for (const text of [one, other]) {
            const error = thrownBy(() => requests.push(decodeClaims(text)))
            if (error === undefined) continue
            if (!(error instanceof InvalidClaimsError)) throw error
            if (text.length > 40 && error.message.includes(text.trim())) throw error
          }
          const merged = mergeClaims(...requests)
          expectSame(decodeClaims(encodeClaims(merged)), merged)
          const twice = mergeClaims(merged, merged)
          expectSame(mergeClaims(twice, twice), twice)
          expectNoPollution()
        }),
        parameters,
      ),
    timeLimit,
  )
})

describe('texts of 256 KiB that repeat a piece of a header', () => {
  // What takes the square of its length would take hours, and the test its time limit.
  const size = 262_144
  const piece = mutated(headers).map((text) => text.slice(0, 48) || ',')

  it(
    'are read in time',
    () =>
      fc.assert(
        fc.property(piece, (text) => {
          const long = text.repeat(Math.ceil(size / text.length))
          expect(parseChallenges(long).length).toBeLessThanOrEqual(long.length)
          expect(thrownBy(() => decodeClaims(long))).toBeInstanceOf(InvalidClaimsError)
        }),
        { seed, numRuns: 200 },
      ),
    60_000,
  )
})
