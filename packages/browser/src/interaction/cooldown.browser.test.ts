import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCooldown } from './cooldown.ts'

/** What the browser says of the user's last deed. */
const userIs = (state: 'active' | 'idle') =>
  vi.stubGlobal('navigator', { userActivation: { isActive: state === 'active' } })

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('keeps what was declined from being asked again, for its duration', () => {
  userIs('idle')
  const cooldown = createCooldown(60_000)
  expect(cooldown.isOn('c1')).toBe(false)
  cooldown.start('c1')
  vi.setSystemTime(59_999)
  expect(cooldown.isOn('c1')).toBe(true)
  expect(cooldown.isOn('c2')).toBe(false)
  vi.setSystemTime(60_000)
  expect(cooldown.isOn('c1')).toBe(false)
})

it('is lifted when the user acts', () => {
  userIs('idle')
  const cooldown = createCooldown(60_000)
  cooldown.start('c1')
  vi.setSystemTime(10_000)
  expect(cooldown.isOn('c1')).toBe(true)
  userIs('active')
  expect(cooldown.isOn('c1')).toBe(false)
  userIs('idle')
  expect(cooldown.isOn('c1')).toBe(false)
})

it('does not take the click on Cancel for a change of mind', () => {
  userIs('active')
  const cooldown = createCooldown(60_000)
  cooldown.start('c1')
  vi.setSystemTime(4000)
  expect(cooldown.isOn('c1')).toBe(true)
})

it('holds in all tabs, which share their storage, and keeps no claims there', () => {
  userIs('idle')
  createCooldown(60_000).start('secret')
  expect(createCooldown(60_000).isOn('secret')).toBe(true)
  expect(JSON.stringify(localStorage)).not.toContain('secret')
})
