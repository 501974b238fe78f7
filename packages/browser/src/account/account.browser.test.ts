import type {
  AccountInfo,
  EventCallbackFunction,
  IPublicClientApplication,
} from '@azure/msal-browser'
import { ConfigurationError } from '@caefetch/core'
import { expect, it, vi } from 'vitest'
import { watchAccount } from './account.ts'

const account = (name: string): AccountInfo => ({
  homeAccountId: name,
  localAccountId: name,
  environment: 'login.windows.net',
  tenantId: 't',
  username: name,
})

function scene(...accounts: AccountInfo[]) {
  let changed: EventCallbackFunction = () => {}
  const msal = {
    getActiveAccount: vi.fn((): AccountInfo | null => null),
    getAllAccounts: vi.fn(() => accounts),
    addEventCallback: vi.fn((callback: EventCallbackFunction) => {
      changed = callback
      return 'id'
    }),
  }
  const onChange = vi.fn()
  const watched: unknown = msal
  const current = watchAccount(watched as IPublicClientApplication, onChange)
  const change = () =>
    changed({ eventType: 'msal:activeAccountChanged' } as Parameters<EventCallbackFunction>[0])
  return { msal, current, change, onChange }
}

it('is the active account, which is looked up once', () => {
  const { msal, current } = scene(account('ada'), account('grace'))
  msal.getActiveAccount.mockReturnValue(account('grace'))
  for (let i = 0; i < 1000; i++) expect(current.get()?.username).toBe('grace')
  expect(msal.getActiveAccount).toHaveBeenCalledOnce()
})

it('is looked up again after MSAL tells of a change', () => {
  const { msal, current, change, onChange } = scene(account('ada'))
  expect(current.get()?.username).toBe('ada')
  msal.getActiveAccount.mockReturnValue(account('grace'))
  change()
  expect(onChange).toHaveBeenCalledOnce()
  expect(current.get()?.username).toBe('grace')
})

it('is nobody while nobody is signed in', () => {
  expect(scene().current.get()).toBeUndefined()
})

it('is not guessed among several', () => {
  const { current } = scene(account('ada'), account('grace'))
  expect(() => current.get()).toThrow(ConfigurationError)
})
