import { type AccessToken, createCaeFetch, type TokenRequest } from '@caefetch/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runsOf, seed, timeFor } from '../nightly/runs.ts'
import { createApi } from './world/api.ts'
import { createLedger, type IssuedToken, type Path } from './world/ledger.ts'

const place = 'https://a.example/'

/** Calls to the paths, all in flight at once, with everything answered in the order of the scheduler. */
async function storm(s: fc.Scheduler, paths: Path[]) {
  const ledger = createLedger(2)
  const api = createApi(ledger)
  const requests: TokenRequest[] = []
  const tokens = new Map<string | undefined, IssuedToken>()

  async function getToken({ signal, ...request }: TokenRequest): Promise<AccessToken> {
    requests.push(request)
    const issuedAt = ledger.now()
    const value = `token-${issuedAt}`
    const { claims = {} } = request
    const expiresOn = Date.now() + 3_600_000
    const [account, scopes, stamp] = ['ann@home', 'a', Number.POSITIVE_INFINITY]
    tokens.set(value, { value, issuedAt, stamp, account, scopes, claims, expiresOn, issuedOn: 0 })
    return { token: value, expiresOn }
  }

  const served: string[] = []
  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const value = new Headers(init?.headers).get('authorization')?.split(' ')[1]
    const [path = 'open', number = ''] = String(input).slice(place.length).split('/')
    const refusal = api.judge(path as Path, tokens.get(value))
    if (!refusal) served.push(number)
    return refusal?.response ?? new Response(number)
  }

  const caeFetch = createCaeFetch(
    { getToken: s.scheduleFunction(getToken) },
    { resources: { [place]: ['a'] }, fetch: s.scheduleFunction(fetch) },
  )
  const calls = paths.map((path, number) => caeFetch(`${place}${path}/${number}`))
  await s.waitIdle()
  const statuses = (await Promise.all(calls)).map(({ status }) => status)
  return { requests, served, statuses }
}

describe('a storm of calls, whatever comes first', () => {
  const runs = Math.ceil(runsOf(2000) / 10)
  const check = (
    paths: fc.Arbitrary<Path[]>,
    judge: (s: fc.Scheduler, paths: Path[]) => Promise<void>,
  ) => fc.assert(fc.asyncProperty(fc.scheduler(), paths, judge), { seed, numRuns: runs })

  it(
    'is one token request for its first token, and one for a challenge that is the same for all',
    () =>
      check(
        fc.array(fc.constant<Path>('c1'), { minLength: 1, maxLength: 40 }),
        async (s, paths) => {
          const { requests, served, statuses } = await storm(s, paths)
          expect(requests).toHaveLength(2)
          expect(served).toHaveLength(paths.length)
          expect(new Set(statuses)).toEqual(new Set([200]))
        },
      ),
    timeFor(runs),
  )

  it(
    'is no more requests than different challenges, and serves each call once',
    () =>
      check(
        fc.array(fc.constantFrom<Path>('c1', 'c2', 'forbidden-c1', 'step-up', 'open'), {
          minLength: 1,
          maxLength: 40,
        }),
        async (s, paths) => {
          const { requests, served, statuses } = await storm(s, paths)
          expect(requests.length).toBeLessThanOrEqual(3)
          expect(new Set(served).size).toBe(paths.length)
          expect(served).toHaveLength(paths.length)
          expect(new Set(statuses)).toEqual(new Set([200]))
        },
      ),
    timeFor(runs),
  )
})
