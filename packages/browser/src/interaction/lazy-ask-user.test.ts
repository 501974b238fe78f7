import { InteractionRequiredError, type UserQuestion } from '@caefetch/core'
import { afterEach, expect, it, vi } from 'vitest'
import type { UserSide } from './ask-user.ts'
import { lazyAskUser } from './lazy-ask-user.ts'

const question = { scopes: ['orders.read'] } as unknown as UserQuestion
const user = { msal: 'msal' } as unknown as UserSide

afterEach(() => {
  vi.doUnmock('./ask-user.ts')
  vi.resetModules()
})

it('is loaded once, and then asks', async () => {
  const ask = vi.fn(async () => ({ token: 't' }))
  const createAskUser = vi.fn(() => ask)
  vi.doMock('./ask-user.ts', () => ({ createAskUser }))
  const { load, askUser } = lazyAskUser(user)
  load()
  expect(await askUser(question)).toEqual({ token: 't' })
  await askUser(question)
  expect(createAskUser.mock.calls).toEqual([[user]])
  expect(ask).toHaveBeenCalledTimes(2)
})

it('says that the page is to be reloaded where it cannot be loaded, and tries again', async () => {
  vi.doMock('./ask-user.ts', () => {
    throw new TypeError('Failed to fetch dynamically imported module')
  })
  const { load, askUser } = lazyAskUser(user)
  load()
  const error = await askUser(question).catch((error) => error)
  expect(error).toBeInstanceOf(InteractionRequiredError)
  expect(error.message).toContain('reload the page')
  vi.doUnmock('./ask-user.ts')
  vi.doMock('./ask-user.ts', () => ({ createAskUser: () => async () => ({ token: 't' }) }))
  expect(await askUser(question)).toEqual({ token: 't' })
})
