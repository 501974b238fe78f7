import { inspect } from 'node:util'
import { authContext, readClaimsChallenge } from '@caefetch/core'
import { claimsChallenge } from '@caefetch/testing'
import { isHTTPError } from 'ky'
import { describe, expect, it, vi } from 'vitest'
import { hasChallenge } from './challenge.ts'
import {
  api,
  challengeFirst,
  inTurn,
  refuse,
  rejection,
  served,
  setScene,
} from './scene.fixture.ts'

const claims = authContext('c1')
const insist = () => claimsChallenge({ claims })

describe('the HTTPError of a challenge that comes back', () => {
  it('carries the challenge', async () => {
    const error = await rejection(setScene(insist).api.get(api))
    expect(hasChallenge(error) && error.challenge).toEqual(readClaimsChallenge(insist()))
    expect(isHTTPError(error) && error.response.status).toBe(401)
  })

  it('does not print it', async () => {
    const error = await rejection(setScene(insist).api.get(api))
    expect(inspect({ ...Object(error) }.challenge)).toBe('undefined')
    expect(JSON.stringify(error)).not.toContain('c1')
  })

  it('carries it for the application’s own hooks', async () => {
    const seen: unknown[] = []
    const beforeError = [
      ({ error }: { error: Error }) => {
        seen.push(hasChallenge(error) && error.challenge.claims)
        return error
      },
    ]
    const { api: first } = setScene(insist, { ky: { hooks: { beforeError } } })
    await rejection(first.extend({ hooks: { beforeError } }).get(api, { hooks: { beforeError } }))
    expect(seen).toEqual([claims, claims, claims])
  })

  it('carries it where caefetch does not answer challenges', async () => {
    const scene = setScene(insist)
    const own = await rejection(scene.api.get(api, { headers: { authorization: 'Bearer own' } }))
    expect(hasChallenge(own)).toBe(true)
  })
})

describe('hasChallenge', () => {
  it.each([401, 403, 503])('says no to a %i without a challenge', async (status) => {
    const scene = setScene(refuse(status, { 'Retry-After': '0' }))
    const error = await rejection(scene.api.get(api))
    expect(isHTTPError(error)).toBe(true)
    expect(hasChallenge(error)).toBe(false)
  })

  it.each([undefined, null, 'text', new Error('any'), { challenge: {} }])(
    'says no to %s',
    (error) => {
      expect(hasChallenge(error)).toBe(false)
    },
  )
})

describe('the hooks', () => {
  it('see one request and its final response', async () => {
    const hooks = {
      beforeRequest: [vi.fn()],
      beforeRetry: [vi.fn()],
      afterResponse: [vi.fn()],
      beforeError: [vi.fn(({ error }) => error)],
    }
    const scene = setScene(challengeFirst())
    expect(await scene.api.get(api, { hooks }).text()).toBe('served')
    expect(scene.sent()).toEqual(['t1', 't2'])
    expect(hooks.beforeRequest[0]).toHaveBeenCalledOnce()
    expect(hooks.afterResponse[0]).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        retryCount: 0,
        response: expect.objectContaining({ status: 200 }),
      }),
    )
    expect(hooks.beforeRetry[0]).not.toHaveBeenCalled()
    expect(hooks.beforeError[0]).not.toHaveBeenCalled()
  })

  it('before a retry see what the API refused, and no challenge', async () => {
    const seen: unknown[] = []
    const beforeRetry = [
      ({ error, retryCount }: { error: Error; retryCount: number }) => {
        seen.push([isHTTPError(error) && error.response.status, retryCount])
      },
    ]
    const answer = inTurn(challengeFirst(), refuse(429), refuse(503), served)
    const scene = setScene(answer, { ky: { retry: { delay: () => 0 } } })
    await scene.api.get(api, { hooks: { beforeRetry } })
    expect(seen).toEqual([
      [429, 1],
      [503, 2],
    ])
  })

  it('may force a retry', async () => {
    const scene = setScene(challengeFirst())
    const afterResponse = [
      ({ retryCount }: { retryCount: number }) =>
        retryCount === 0 ? scene.api.retry({ delay: 0 }) : undefined,
    ]
    expect(await scene.api.get(api, { hooks: { afterResponse } }).text()).toBe('served')
    expect(scene.sent()).toEqual(['t1', 't2', 't2'])
  })

  it('may stop a retry', async () => {
    const scene = setScene(refuse(503, { 'Retry-After': '0' }))
    expect(
      await scene.api.get(api, { hooks: { beforeRetry: [() => scene.api.stop] } }),
    ).toBeUndefined()
    expect(scene.sent()).toEqual(['t1'])
  })
})
