import { afterEach, expect, it, vi } from 'vitest'
import { tellConsole } from './console.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

const diagnostic = {
  type: 'diagnostic',
  code: 'popup_blocked',
  message: 'Blocked.',
  at: 0,
} as const
const challenged = {
  type: 'challenged',
  status: 401,
  reason: 'revocation',
  callId: 1,
  at: 0,
  resource: 'r',
  method: 'GET',
} as const

it('tells diagnostics on the console, and everything to the listener', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const listener = vi.fn()
  const tell = tellConsole(listener)
  tell(diagnostic)
  tell(challenged)
  tellConsole(undefined)(diagnostic)
  expect(warn.mock.calls).toEqual([['caefetch: Blocked.'], ['caefetch: Blocked.']])
  expect(listener.mock.calls).toEqual([[diagnostic], [challenged]])
})

it('leaves the console alone in production', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubEnv('NODE_ENV', 'production')
  tellConsole(undefined)(diagnostic)
  expect(warn).not.toHaveBeenCalled()
})

it('takes a page without a bundler for one in development', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal('process', undefined)
  tellConsole(undefined)(diagnostic)
  expect(warn).toHaveBeenCalledOnce()
})
