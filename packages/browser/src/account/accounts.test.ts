import { ConfigurationError, InteractionRequiredError } from '@caefetch/core'
import { accountIdOf } from '@caefetch/core/msal'
import { describe, expect, it, vi } from 'vitest'
import { account, fakeMsal } from '../msal.fixture.ts'
import { createAccounts } from './accounts.ts'

const ada = account('ada')
const grace = account('grace')
const adaAbroad = account('ada', 'abroad')

function scene(options: Parameters<typeof fakeMsal>[0], choose?: () => unknown) {
  const fake = fakeMsal(options)
  const accounts = createAccounts(fake.msal, choose as Parameters<typeof createAccounts>[1])
  const gone: string[][] = []
  accounts.onAccountsChange((isPresent) => {
    gone.push([ada, grace, adaAbroad].map(accountIdOf).filter((id) => !isPresent(id)))
  })
  return { ...fake, accounts, gone }
}

describe('the account of a call', () => {
  it('is the active one, which is looked up once', () => {
    const { accounts, getActiveAccount, getAllAccounts } = scene({
      accounts: [ada, grace],
      active: grace,
    })
    for (let i = 0; i < 1000; i++) expect(accounts.accountId()).toBe(accountIdOf(grace))
    expect(getActiveAccount).toHaveBeenCalledOnce()
    expect(getAllAccounts).not.toHaveBeenCalled()
  })

  it('is looked up again when MSAL tells of a change', () => {
    const { accounts, state } = scene({ accounts: [ada, grace], active: ada })
    expect(accounts.accountId()).toBe(accountIdOf(ada))
    state.active = grace
    state.emit('msal:activeAccountChanged')
    expect(accounts.accountId()).toBe(accountIdOf(grace))
  })

  it('is the only one where none is active, and nobody’s where there is none', () => {
    const { accounts, state } = scene({ accounts: [ada] })
    expect(accounts.accountId()).toBe(accountIdOf(ada))
    state.accounts = []
    expect(accounts.accountId()).toBeUndefined()
  })

  it('is not guessed among several, nor among the tenants of one user', () => {
    const { accounts, state } = scene({ accounts: [ada, grace] })
    expect(() => accounts.accountId()).toThrow(ConfigurationError)
    state.accounts = [ada, adaAbroad]
    expect(() => accounts.accountId()).toThrow('setActiveAccount')
  })

  it('is the one that the call names', () => {
    const { accounts } = scene({ accounts: [ada, grace], active: ada })
    expect(accounts.accountId({ account: grace })).toBe(accountIdOf(grace))
    expect(accounts.accountId({ account: adaAbroad })).toBe(accountIdOf(adaAbroad))
  })

  it.each([null, 'ada', { username: 'ada' }])('is no %j', (named) => {
    const { accounts } = scene({ active: ada })
    expect(() => accounts.accountId({ account: named })).toThrow(
      'cae.account must be an account as MSAL gives it out.',
    )
  })

  it('is the one that the application chooses, and nobody’s where it chooses nobody', () => {
    const choose = vi.fn((): unknown => grace)
    const { accounts } = scene({ accounts: [ada, grace], active: ada }, choose)
    expect(accounts.areChosen).toBe(true)
    expect(accounts.accountId()).toBe(accountIdOf(grace))
    expect(accounts.accountId({ account: ada })).toBe(accountIdOf(ada))
    choose.mockReturnValue(null)
    expect(accounts.accountId()).toBeUndefined()
    expect(accounts.accountOf({})).toBeUndefined()
    choose.mockReturnValue('ada')
    expect(() => accounts.accountId()).toThrow('account() must be an account')
  })
})

describe('the account of a request', () => {
  it('stays the one that the call was made for', () => {
    const { accounts, state } = scene({ accounts: [ada, grace], active: ada })
    const accountId = accountIdOf(ada)
    state.active = grace
    expect(accounts.accountOf({ accountId })).toBe(ada)
    state.accounts = [grace]
    expect(() => accounts.accountOf({ accountId })).toThrow(InteractionRequiredError)
    expect(() => accounts.accountOf({ accountId })).toThrow('has signed out')
    expect(accounts.accountOf({ accountId, account: ada })).toBe(ada)
  })

  it('is whoever has signed in since, where nobody was', () => {
    const { accounts, state } = scene({ accounts: [] })
    expect(accounts.accountOf({})).toBeUndefined()
    state.accounts = [ada]
    expect(accounts.accountOf({})).toBe(ada)
    state.accounts = [ada, grace]
    expect(accounts.accountOf({})).toBeUndefined()
    state.active = grace
    expect(accounts.accountOf({})).toBe(grace)
  })
})

describe('an account that signs out', () => {
  it.each(['msal:logoutSuccess', 'msal:logoutEnd', 'msal:loginSuccess'] as const)(
    'is told of with %s',
    (event) => {
      const { accounts, state, gone } = scene({ accounts: [ada, grace], active: ada })
      accounts.accountId()
      state.accounts = [grace]
      state.emit(event)
      expect(gone).toEqual([[ada, adaAbroad].map(accountIdOf)])
    },
  )

  it('is told of with the next call where MSAL tells nothing: it was not active', () => {
    const { accounts, state, gone } = scene({ accounts: [ada] })
    accounts.accountId()
    state.accounts = []
    expect(accounts.accountId()).toBeUndefined()
    expect(gone).toHaveLength(1)
  })

  it('is told of with the next call that names an account', () => {
    const { accounts, state, gone } = scene({ accounts: [ada, grace], active: ada })
    accounts.accountId({ account: grace })
    state.accounts = [ada]
    accounts.accountId({ account: grace })
    expect(gone).toEqual([[grace, adaAbroad].map(accountIdOf)])
    accounts.accountId({ account: grace })
    expect(gone).toHaveLength(1)
  })
})
