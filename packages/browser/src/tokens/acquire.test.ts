import { InteractionRequiredError, type TokenRequest } from '@caefetch/core'
import { accountIdOf } from '@caefetch/core/msal'
import { describe, expect, it, vi } from 'vitest'
import { createAccounts } from '../account/accounts.ts'
import { account, failed, fakeMsal } from '../msal.fixture.ts'
import { createAcquire } from './acquire.ts'

const ada = account('ada')
const request: TokenRequest = {
  scopes: ['orders.read'],
  method: 'GET',
  url: 'https://api.contoso.com/',
  accountId: accountIdOf(ada),
}

function scene(options: Parameters<typeof fakeMsal>[0] = {}, choose?: () => null) {
  const fake = fakeMsal(options)
  const acquire = createAcquire(fake.msal, createAccounts(fake.msal, choose))
  return { ...fake, acquire, asked: () => fake.acquireTokenSilent.mock.calls.map(([each]) => each) }
}

const isForUser = (error: unknown) => expect(error).toBeInstanceOf(InteractionRequiredError)

describe('a token that takes nobody’s attention', () => {
  it('is MSAL’s, for the account and its tenant', async () => {
    const home = '00000000-0000-4000-8000-00000000000a'
    const abroad = '00000000-0000-4000-8000-00000000000b'
    const guest = { ...account('ada', abroad), homeAccountId: `oid.${home}` }
    const { acquire, asked } = scene({
      accounts: [guest],
      auth: { authority: `https://login.microsoftonline.com/${home}` },
    })
    const accountId = accountIdOf(guest)
    expect(await acquire({ ...request, accountId })).toMatchObject({ token: 't1' })
    expect(asked()).toEqual([
      {
        scopes: ['orders.read'],
        account: guest,
        authority: `https://login.microsoftonline.com/${abroad}`,
      },
    ])
  })

  it('is asked for when the caller’s own task is over: MSAL’s listeners are told at once', async () => {
    const { acquire, acquireTokenSilent } = scene()
    const token = acquire(request)
    expect(acquireTokenSilent).not.toHaveBeenCalled()
    await token
    expect(acquireTokenSilent).toHaveBeenCalledOnce()
  })

  it('is asked for anew where it must be', async () => {
    const { acquire, asked } = scene()
    await acquire(request, { forceRefresh: true })
    expect(asked()).toMatchObject([{ forceRefresh: true }])
  })

  it('is the host’s where MSAL knows no account', async () => {
    const { acquire, asked } = scene({ accounts: [] })
    const { accountId, ...nobody } = request
    expect(await acquire(nobody)).toMatchObject({ token: 't1', accountId })
    expect(asked()).toEqual([{ scopes: ['orders.read'] }])
  })

  it('takes a person where nobody is signed in', async () => {
    const { acquire } = scene({ accounts: [], silent: [failed('no_account_error')] })
    const { accountId, ...nobody } = request
    await acquire(nobody).catch(isForUser)
    const chosen = scene({ active: ada }, () => null)
    await chosen.acquire(nobody).catch(isForUser)
    expect(chosen.acquireTokenSilent).not.toHaveBeenCalled()
    expect.assertions(2 + 1)
  })

  it('passes on what MSAL rejects with', async () => {
    const { acquire } = scene({ silent: [failed('invalid_client')] })
    await expect(acquire(request)).rejects.toThrow('invalid_client')
  })

  it('that is never answered holds up none that is asked for later', async () => {
    const hung = new Promise<never>(() => {})
    const { acquire, asked } = scene({ silent: [hung] })
    const controller = new AbortController()
    void acquire({ ...request, signal: controller.signal })
    await vi.waitFor(() => expect(asked()).toHaveLength(1))
    controller.abort()
    await acquire(request)
    const [first, second] = asked().map((each) => JSON.stringify(each))
    expect(second).not.toBe(first)
  })
})
