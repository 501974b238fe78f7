import type { PublicClientApplication } from '@azure/msal-node'
import { accountIdOf } from '@caefetch/core/msal'
import { hasCachePlugin } from './msal-config.ts'

/** Who is signed in to an application, as far as MSAL's memory tells. */
export interface SignedIn {
  /** The ids of the accounts. Waits for nothing, and tells the listener of those that are gone. */
  accountIds(): ReadonlySet<string>
  onChange(listener: (isPresent: (accountId: string) => boolean) => void): void
}

/**
 * Watches MSAL's cache at each call, because msal-node has no events: it holds a handful of entries in a
 * process of one user, and is read in less than a microsecond.
 */
export function createSignedIn(app: PublicClientApplication): SignedIn {
  // MSAL logs each time that it is asked for its cache, which takes longer than to read it.
  const cache = app.getTokenCache()
  const isStored = hasCachePlugin(app)
  let present: ReadonlySet<string> = new Set()
  let tell: (isPresent: (accountId: string) => boolean) => void = () => {}
  let isReading = false

  function notice(accountIds: readonly string[]): void {
    if (accountIds.length === present.size && accountIds.every((id) => present.has(id))) return
    const before = present
    present = new Set(accountIds)
    const gone = Array.from(before).filter((id) => !present.has(id))
    if (gone.length > 0) tell((accountId) => !gone.includes(accountId))
  }

  /** Reads what is kept outside of the process. */
  async function readAll(): Promise<void> {
    if (isReading) return
    isReading = true
    try {
      notice((await cache.getAllAccounts()).map(accountIdOf))
    } finally {
      isReading = false
    }
  }

  return {
    accountIds() {
      const accountIds = accountIdsIn(cache.getKVStore())
      // MSAL forgets all accounts for a moment, before it reads what its plugin keeps: the same as when
      // the last one has signed out. The plugin has to say which it is.
      if (accountIds.length > 0 || !isStored) notice(accountIds)
      else if (present.size > 0) readAll().catch(() => {})
      return present
    },
    onChange(listener) {
      tell = listener
    },
  }
}

function accountIdsIn(store: Record<string, unknown>): string[] {
  const accountIds: string[] = []
  for (const key in store) {
    const entity = store[key]
    if (!isAccount(entity)) continue
    const { homeAccountId, realm: tenantId, tenantProfiles = [] } = entity
    if (tenantProfiles.length === 0) accountIds.push(accountIdOf({ homeAccountId, tenantId }))
    for (const { tenantId } of tenantProfiles) {
      accountIds.push(accountIdOf({ homeAccountId, tenantId }))
    }
  }
  return accountIds
}

/** What is used of MSAL's AccountEntity: one for a user, with a profile for each tenant. */
interface AccountEntity {
  homeAccountId: string
  realm: string
  tenantProfiles?: { tenantId: string }[]
}

const isAccount = (entity: unknown): entity is AccountEntity =>
  typeof entity === 'object' && entity !== null && 'authorityType' in entity
