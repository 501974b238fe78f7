import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRefusals } from './refusals.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  localStorage.clear()
})

it('are known to the next tab, also where storage does not show them yet', async () => {
  const [one, other] = [createRefusals(60_000, 'a'), createRefusals(60_000, 'a')]
  await one.note(['c1', 'c2'])
  localStorage.clear()
  expect(await other.include(['c1'])).toBe(true)
  expect(await other.include(['c1', 'c3'])).toBe(false)
})

it('are over when their time is, whoever has just told of them', async () => {
  const [one, other] = [createRefusals(60_000, 'b'), createRefusals(60_000, 'b')]
  await one.note(['c1'])
  expect(await other.include(['c1'])).toBe(true)
  vi.setSystemTime(1_060_000)
  expect(await one.include(['c1'])).toBe(false)
})
