import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCooldown } from './cooldown.ts'

const key = 'caefetch.declined'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  localStorage.clear()
})

const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

describe('what the user declined', () => {
  it('is not asked again for the duration', () => {
    const cooldown = createCooldown(60_000)
    expect(cooldown.isOn('c1')).toBe(false)
    cooldown.start('c1')
    pass(59_999)
    expect(cooldown.isOn('c1')).toBe(true)
    expect(cooldown.isOn('c2')).toBe(false)
    pass(1)
    expect(cooldown.isOn('c1')).toBe(false)
  })

  it('is asked again when more is asked with it, and not when less is', () => {
    const cooldown = createCooldown(60_000)
    cooldown.start('c1', 'c2')
    expect(cooldown.isOn('c1', 'c2')).toBe(true)
    expect(cooldown.isOn('c2')).toBe(true)
    expect(cooldown.isOn('c2', 'c3')).toBe(false)
  })

  it('is asked again when the user has acted since', () => {
    let actedAt = Date.now()
    const cooldown = createCooldown(60_000, 'client', () => actedAt)
    cooldown.start('c1')
    // The click on “Cancel” was before.
    expect(cooldown.isOn('c1')).toBe(true)
    pass(1)
    actedAt = Date.now()
    expect(cooldown.isOn('c1')).toBe(false)
  })

  it('is learnt from another tab before storage shows it, and no later than it was', () => {
    const hashes = createCooldown(60_000).start('c1')
    localStorage.clear()
    const other = createCooldown(60_000)
    expect(other.isOn('c1')).toBe(false)
    other.learn(hashes)
    expect(other.isOn('c1')).toBe(true)
    pass(59_000)
    other.learn(hashes)
    pass(1000)
    expect(other.isOn('c1')).toBe(false)
  })

  it('is known in all tabs, to the same client, and its claims are kept nowhere', () => {
    createCooldown(60_000, 'client').start('secret')
    expect(createCooldown(60_000, 'client').isOn('secret')).toBe(true)
    expect(createCooldown(60_000, 'other').isOn('secret')).toBe(false)
    expect(JSON.stringify(localStorage)).not.toContain('secret')
  })
})

it.each(['null', '5', '"x"', '[]', '{"a":"x"}', '{broken', '{"__proto__":1}', '{"1":9e15}'])(
  'makes nothing of what somebody else has stored: %s',
  (stored) => {
    localStorage.setItem(key, stored)
    const cooldown = createCooldown(60_000)
    expect(cooldown.isOn('c1')).toBe(false)
    cooldown.start('c1')
    expect(cooldown.isOn('c1')).toBe(true)
  },
)

it('works for this page where storage is refused', () => {
  const refuse = () => {
    throw new DOMException('refused', 'SecurityError')
  }
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse)
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)
  const cooldown = createCooldown(60_000)
  cooldown.start('c1')
  expect(cooldown.isOn('c1')).toBe(true)
  expect(createCooldown(60_000).isOn('c1')).toBe(false)
})
