import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../errors.ts'
import { accountIdOf, authorityOf, onlyAccount } from './account.ts'

const home = '11111111-1111-4111-8111-111111111111'
const guest = '22222222-2222-4222-8222-222222222222'
const account = (tenantId: string) => ({ homeAccountId: `oid.${home}`, tenantId })
const login = 'https://login.microsoftonline.com'

describe('an account', () => {
  it('is the user and the tenant', () => {
    expect(accountIdOf(account(home))).not.toBe(accountIdOf(account(guest)))
    expect(accountIdOf({ homeAccountId: 'adfs-user' })).toBe(
      accountIdOf({ homeAccountId: 'adfs-user', tenantId: '' }),
    )
  })

  it.each<[string, string, string | undefined]>([
    ['a guest is renewed at the tenant of the account', `${login}/${home}`, `${login}/${guest}`],
    ['a slash at the end does not matter', `${login}/${home}/`, `${login}/${guest}`],
    ['shared authorities mean the home tenant', `${login}/common`, `${login}/${guest}`],
    ['by a domain too', `${login}/contoso.onmicrosoft.com`, `${login}/${guest}`],
    ['the configured tenant is left to MSAL', `${login}/${guest.toUpperCase()}`, undefined],
    [
      'a policy of B2C is no tenant',
      'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_x',
      undefined,
    ],
    ['no authority, no other', '', undefined],
  ])('%s', (_, configured, authority) => {
    expect(authorityOf(account(guest), configured)).toEqual(authority ? { authority } : {})
  })

  it.each([
    `${login}/common`,
    `${login}/organizations`,
    `${login}/contoso.com`,
    `${login}/${home}`,
  ])('at home is left to MSAL: %s', (configured) => {
    expect(authorityOf(account(home), configured)).toEqual({})
    expect(authorityOf(undefined, configured)).toEqual({})
    expect(authorityOf({ homeAccountId: 'x', tenantId: 'adfs' }, configured)).toEqual({})
  })

  it('is the only one, or has to be named', () => {
    expect(onlyAccount([])).toBeUndefined()
    expect(onlyAccount([account(home)])).toEqual(account(home))
    const several = () => onlyAccount([account(home), account(guest)])
    expect(several).toThrow(ConfigurationError)
    expect(several).toThrow(/2 accounts.*`account`/)
  })
})
