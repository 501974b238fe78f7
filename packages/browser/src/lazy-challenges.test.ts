import {
  authContext,
  InteractionRequiredError,
  type TokenRequest,
  type UserQuestion,
} from '@caefetch/core'
import { afterEach, expect, it, vi } from 'vitest'
import type { UserSide } from './challenges.ts'
import { lazyChallenges } from './lazy-challenges.ts'

const claims = authContext('c1')
const request = { scopes: ['orders.read'], claims } as unknown as TokenRequest
const question = request as UserQuestion

function scene() {
  const acquire = vi.fn(async () => ({ token: 'acquired' }))
  const user = { acquire } as unknown as UserSide
  return { acquire, user, ...lazyChallenges(user) }
}

afterEach(() => {
  vi.doUnmock('./challenges.ts')
  vi.resetModules()
})

it('is loaded once, with the first challenge', async () => {
  const getToken = vi.fn(async () => ({ token: 'silent' }))
  const createChallenges = vi.fn(() => ({ getToken, askUser: async () => ({ token: 'asked' }) }))
  vi.doMock('./challenges.ts', () => ({ createChallenges }))
  const challenges = scene()
  expect(createChallenges).not.toHaveBeenCalled()
  expect(await challenges.getToken(request)).toEqual({ token: 'silent' })
  expect(await challenges.askUser(question)).toEqual({ token: 'asked' })
  expect(createChallenges.mock.calls).toEqual([[challenges.user]])
  expect(getToken).toHaveBeenCalledExactlyOnceWith(request)
})

it('is done without where it cannot be loaded, unless the user is needed', async () => {
  vi.doMock('./challenges.ts', () => {
    throw new TypeError('Failed to fetch dynamically imported module')
  })
  const challenges = scene()
  expect(await challenges.getToken(request)).toEqual({ token: 'acquired' })
  expect(challenges.acquire.mock.calls).toEqual([[request, { claims: JSON.stringify(claims) }]])
  const error = await challenges.askUser(question).catch((error) => error)
  expect(error).toBeInstanceOf(InteractionRequiredError)
  expect(error.message).toContain('reload the page')
  // It is tried again.
  const createChallenges = () => ({ askUser: async () => ({ token: 'asked' }) })
  vi.doMock('./challenges.ts', () => ({ createChallenges }))
  expect(await challenges.askUser(question)).toEqual({ token: 'asked' })
})
