import { expect, it } from 'vitest'
import { fakeMsal } from '../msal.fixture.ts'
import { watchOwnPopups } from './own-popups.ts'

it.each([
  ['msal:acquireTokenStart', 'msal:acquireTokenSuccess'],
  ['msal:acquireTokenStart', 'msal:acquireTokenFailure'],
  ['msal:logoutStart', 'msal:logoutEnd'],
] as const)('are open from %s to %s', async (start, end) => {
  const { msal, state } = fakeMsal()
  const popups = watchOwnPopups(msal)
  expect(await popups.ended(undefined)).toBe(false)
  state.emit(start, 'popup')
  expect(popups.isOpen()).toBe(true)
  const ended = [popups.ended(undefined), popups.ended(undefined)]
  state.emit(end, 'silent')
  state.emit(end, 'redirect')
  expect(popups.isOpen()).toBe(true)
  state.emit(end, 'popup')
  expect(popups.isOpen()).toBe(false)
  expect(await Promise.all(ended)).toEqual([true, true])
})

it('are none where the page is left or nobody is asked', () => {
  const { msal, state } = fakeMsal()
  const popups = watchOwnPopups(msal)
  state.emit('msal:acquireTokenStart', 'redirect')
  state.emit('msal:acquireTokenStart', 'silent')
  expect(popups.isOpen()).toBe(false)
})

it('are waited for until the signal aborts', async () => {
  const { msal, state } = fakeMsal()
  const popups = watchOwnPopups(msal)
  state.emit('msal:acquireTokenStart', 'popup')
  await expect(popups.ended(AbortSignal.abort('enough'))).rejects.toBe('enough')
})
