import { afterEach, expect, it, vi } from 'vitest'
import { withConsole } from './console.ts'

afterEach(() => vi.restoreAllMocks())

const diagnostic = { type: 'diagnostic', code: 'popup_blocked', message: 'Blocked.' } as const

it('tells diagnostics on the console, and everything to the listener', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const onEvent = vi.fn()
  const options = withConsole({ onEvent })
  options.onEvent(diagnostic)
  options.onEvent({ type: 'interaction', kind: 'popup', state: 'started' })
  expect(warn.mock.calls).toEqual([['caefetch: Blocked.']])
  expect(onEvent).toHaveBeenCalledTimes(2)
})

it('lets no listener that throws stand in the way', () => {
  const onEvent = vi.fn(() => {
    throw new Error('from the listener')
  })
  withConsole({ onEvent }).onEvent({ type: 'interaction', kind: 'popup', state: 'succeeded' })
  expect(onEvent).toHaveBeenCalledOnce()
})
