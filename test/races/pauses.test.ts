import { createCaeFetch, type TokenRequest } from '@caefetch/core'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'
import { createApi } from './world/api.ts'
import { createLedger, type Path } from './world/ledger.ts'

const place = 'https://a.example/'

/** How many pauses of 1 s, 2 s, 4 s, … 60 s end within the time. */
function pausesWithin(milliseconds: number): number {
  let count = 0
  for (let end = 1000; end <= milliseconds; count++) end += Math.min(2000 * 2 ** count, 60_000)
  return count
}

afterEach(() => {
  vi.useRealTimers()
})

describe('an API that refuses all that it is given', () => {
  const runs = Math.ceil(runsOf(2000) / 10)
  const delays = fc.array(fc.constantFrom(0, 0, 100, 900, 3000, 20_000, 70_000), {
    minLength: 1,
    maxLength: 60,
  })

  it(
    'costs two token requests, and one after each pause',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom<Path>('never', 'moving', 'refusing'),
          fc.constantFrom(1, 2, 3),
          delays,
          async (path, maxChallenges, waits) => {
            vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 })
            const api = createApi(createLedger(maxChallenges))
            const requests: TokenRequest[] = []
            const expiresOn = Date.now() + 2 ** 40
            const caeFetch = createCaeFetch(
              {
                async getToken(request) {
                  const number = requests.push(request)
                  return { token: `token-${number}`, expiresOn }
                },
              },
              {
                resources: { [place]: ['a'] },
                maxChallenges,
                async fetch(_input, init) {
                  const value = new Headers(init?.headers).get('authorization') ?? ''
                  const stamp = Number.POSITIVE_INFINITY
                  const issued = { value, stamp, expiresOn, issuedAt: 0, issuedOn: 0, claims: {} }
                  const token = { ...issued, account: undefined, scopes: 'a' }
                  return api.judge(path, token)?.response ?? new Response('ok')
                },
              },
            )
            const start = Date.now()
            for (const wait of waits) {
              vi.setSystemTime(Date.now() + wait)
              expect((await caeFetch(`${place}${path}`)).status).toBe(401)
            }
            const tolerated = Math.max(2, maxChallenges)
            const most = 1 + tolerated + pausesWithin(Date.now() - start)
            expect(requests.length).toBeLessThanOrEqual(most)
          },
        ),
        { seed, numRuns: runs },
      ),
    timeFor(runs),
  )
})
