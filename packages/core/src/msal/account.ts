import { ConfigurationError } from '../errors.ts'

/** What is used of MSAL's AccountInfo. */
export interface MsalAccount {
  /** The user: object id and home tenant. */
  homeAccountId: string
  /** The tenant that the account is in. */
  tenantId?: string
}

/** The account in words of core: the user and the tenant, since a guest has one home and many tenants. */
export const accountIdOf = ({ homeAccountId, tenantId = '' }: MsalAccount): string =>
  `${homeAccountId} ${tenantId}`

/**
 * The authority for the tokens of an account, where it is not the configured one: MSAL asks the
 * configured tenant, which for a guest of another is the wrong one.
 */
export function authorityOf(
  account: MsalAccount | undefined,
  configured: string | undefined,
): { authority?: string } {
  const { tenantId, homeAccountId = '' } = account ?? {}
  if (!tenantId || !configured) return {}
  const [, host, tenant = ''] = /^(https:\/\/[^/]+)\/([^/?#]+)\/?$/.exec(configured) ?? []
  // By any other name than its id (`common`, a domain) MSAL takes the tenant for the home of the account.
  const usual = guid.test(tenant) ? tenant : homeAccountId.split('.')[1]
  return host && guid.test(tenantId) && tenantId !== usual?.toLowerCase()
    ? { authority: `${host}/${tenantId}` }
    : {}
}

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * The account that is meant where none is named.
 *
 * @throws {@link ConfigurationError} where several are signed in.
 */
export function onlyAccount<Account extends MsalAccount>(
  accounts: readonly Account[],
): Account | undefined {
  const [account, ...others] = accounts
  if (others.length === 0) return account
  throw new ConfigurationError(
    `${accounts.length} accounts are signed in, and caefetch does not guess whose tokens are meant: set \`account\`, or call setActiveAccount in a browser.`,
  )
}
