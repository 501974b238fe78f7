import type { AccountInfo } from '@azure/msal-node'
import { ReauthenticationError } from '@caefetch/core'
import { accountIdOf } from '@caefetch/core/msal'
import { type NodeOptions, readAccount } from '../options.ts'

/** Whom the application has chosen for a call that `named` an account, or none. */
export type AccountChoice = (named: unknown) => AccountInfo | undefined

export const createAccountChoice =
  (account: NodeOptions['account']): AccountChoice =>
  (named) =>
    readAccount('cae.account', named) ??
    // A function may well say `null` for nobody.
    readAccount('account', (typeof account === 'function' ? account() : account) ?? undefined)

export const idOf = (account: AccountInfo | undefined): string | undefined =>
  account && accountIdOf(account)

/** @throws {@link ReauthenticationError} where the user is another one than the call was made for. */
export function refuseSwitched(accountId: string | undefined, user: AccountInfo | undefined): void {
  if (accountId !== undefined && accountId !== idOf(user)) {
    throw new ReauthenticationError(
      'The user was switched while the call was under way: repeat it for the new one.',
    )
  }
}
