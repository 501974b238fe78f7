import type { ICachePlugin } from '@azure/msal-node'
import { createCaeFetch, type NodeFetch, type NodeOptions } from '@caefetch/node'
import { LRUCache } from 'lru-cache'
import type { Endings } from './endings.ts'
import type { MsalApps } from './msal-app.ts'
import { readRefusedRefresh } from './refused-refresh.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { createUnmet } from './unmet.ts'

/** A caefetch for each session that was used of late. */
export interface UserClients {
  of(session: Session): NodeFetch
  /** Lets go of what is held for a session: it has other tokens, or is over. */
  forget(id: string): void
  /** What a token was wanted for, by what MSAL threw. */
  scopesOf(cause: unknown): readonly string[] | undefined
}

interface UserClientsParts {
  readonly apps: MsalApps
  readonly sessions: Sessions
  readonly endings: Endings
  readonly options: NodeOptions
  /** How many are held. */
  readonly most: number
}

export function createUserClients(parts: UserClientsParts): UserClients {
  const { apps, sessions, endings, options, most } = parts
  const clients = new LRUCache<string, NodeFetch>({ max: most })
  const scopes = new WeakMap<object, readonly string[]>()

  function create({ id, account }: Session): NodeFetch {
    const app = apps.create(cachePluginOf(sessions, id))
    const acquire = app.acquireTokenSilent.bind(app)
    const unmet = createUnmet()
    app.acquireTokenSilent = async (request) => {
      try {
        unmet.throwIfKnown(request)
        return await acquire(request)
      } catch (error) {
        if (typeof error === 'object' && error !== null) scopes.set(error, request.scopes ?? [])
        unmet.remember(request, error)
        await endWhereRefused(id, account, error)
        throw error
      }
    }
    return createCaeFetch(app, { ...options, account })
  }

  /** Ends the sessions that Entra gives no more tokens for. */
  async function endWhereRefused(id: string, account: Session['account'], error: unknown) {
    const refused = readRefusedRefresh(error)
    if (!refused) return
    const { tenantId: tid, localAccountId: oid } = account
    if (refused.before) await endings.end({ tid, oid }, refused.reason, refused.before)
    await sessions.end(id, refused.reason)
    clients.delete(id)
  }

  return {
    of(session) {
      const client = clients.get(session.id) ?? create(session)
      clients.set(session.id, client)
      return client
    },
    forget: (id) => void clients.delete(id),
    scopesOf: (cause) => scopes.get(Object(cause)),
  }
}

/** MSAL's cache for one session: in its record, and nowhere else. */
function cachePluginOf(sessions: Sessions, id: string): ICachePlugin {
  return {
    async beforeCacheAccess({ tokenCache }) {
      const record = await sessions.read(id)
      // What MSAL reads is added to what it holds: of a session that is over nothing is to stay.
      tokenCache.deserialize(record?.tokens || emptyCache)
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }) {
      if (cacheHasChanged) await sessions.keepTokens(id, tokenCache.serialize())
    },
  }
}

const emptyCache = '{}'
