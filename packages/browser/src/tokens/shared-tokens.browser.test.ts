import { authContext } from '@caefetch/core'
import { expect, it, vi } from 'vitest'
import { createSharedTokens } from './shared-tokens.ts'

const target = { accountId: 'ada', scopes: ['orders.read'] }
const demand = { ...target, claims: authContext('c1') }
const signIn = { scopes: ['orders.read'] }

it('tells other tabs for a moment of a token, and not of those they know', async () => {
  const [one, other] = [createSharedTokens('client'), createSharedTokens('client')]
  await one.tell(demand, 't1')
  const told = (more: object, isExact = false) => other.told({ ...demand, ...more }, isExact)
  expect(await told({ rejectedToken: 't0' })).toHaveLength(1)
  expect(await told({}, true)).toHaveLength(1)
  expect(await told({ rejectedToken: 't1' })).toEqual([])
  expect(await told({ accountId: 'grace' })).toEqual([])
  expect(await createSharedTokens('other').told(demand, false)).toEqual([])
  await vi.waitFor(async () => expect(await told({})).toEqual([]), 3000)
})

it('tells apart what a token was asked for with', async () => {
  const [one, other] = [createSharedTokens('client'), createSharedTokens('client')]
  await one.tell(demand, 't1')
  for (const claims of [undefined, authContext('c2')]) {
    const asked = { ...target, ...(claims && { claims }) }
    expect(await other.told(asked, false)).toHaveLength(1)
    expect(await other.told(asked, true)).toEqual([])
  }
})

it('tells other tabs what only the user can help with, until they have', async () => {
  const [one, other] = [createSharedTokens('client'), createSharedTokens('client')]
  for (const each of [demand, signIn]) {
    await one.tellUnmet(each, true)
    expect(await other.isUnmet(each)).toBe(true)
    // To this tab it is no news: it may have been answered.
    expect(await one.isUnmet(each)).toBe(false)
  }
  expect(await other.isUnmet({ ...target, claims: authContext('c2') })).toBe(false)
  one.takeBackUnmet(demand)
  await vi.waitFor(async () => expect(await other.isUnmet(demand)).toBe(false))
  one.takeBackUnmet(signIn)
  await vi.waitFor(async () => expect(await other.isUnmet(signIn)).toBe(false))
})

it('tells what it has only just found until the user has been asked, or for some seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const [one, other] = [createSharedTokens('client'), createSharedTokens('client')]
  await one.tellUnmet(demand, false)
  await one.tellUnmet(demand, true)
  expect(await other.isUnmet(demand)).toBe(true)
  one.takeBackUnmet(demand)
  vi.useRealTimers()
  await vi.waitFor(async () => expect(await other.isUnmet(demand)).toBe(false))
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  await one.tellUnmet(demand, false)
  expect(await other.isUnmet(demand)).toBe(true)
  vi.advanceTimersByTime(5000)
  vi.useRealTimers()
  await vi.waitFor(async () => expect(await other.isUnmet(demand)).toBe(false))
})
