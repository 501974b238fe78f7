import { expect, it, vi } from 'vitest'
import { fakeMsal } from '../msal.fixture.ts'
import { leave } from './redirect.ts'

const never = new Promise<never>(() => {})
const request = { scopes: ['orders.read'] }

it('ends when the page comes back to life, and not before', async () => {
  const { msal, acquireTokenRedirect } = fakeMsal()
  acquireTokenRedirect.mockReturnValue(never)
  const ended = vi.fn()
  const left = leave(msal, request).then(ended)
  expect(acquireTokenRedirect).toHaveBeenCalledExactlyOnceWith(request)
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
  await Promise.resolve()
  expect(ended).not.toHaveBeenCalled()
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  await left
})

it('ends when the page was not left', async () => {
  await leave(fakeMsal().msal, request)
})

it('passes on what MSAL rejects with', async () => {
  const { msal, acquireTokenRedirect } = fakeMsal()
  acquireTokenRedirect.mockRejectedValue(new Error('no'))
  await expect(leave(msal, request)).rejects.toThrow('no')
})
