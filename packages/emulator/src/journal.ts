import type { ClaimsParameter } from './policy/claims-demand.ts'

/** What was issued, without the values themselves. */
export interface Issued {
  /** `access_token`, `id_token`, `refresh_token`, `code` or `device_code`. */
  readonly kinds: readonly string[]
  /** The access token's id (`uti`). */
  readonly uti?: string
  /** Lifetime of the access token, in seconds. */
  readonly expiresIn?: number
  /** When to renew the access token (`refresh_in`), in seconds from its issue. */
  readonly refreshIn?: number
  /** Client capabilities the token states (`xms_cc`). */
  readonly capabilities?: readonly string[]
  /** Authentication contexts the token states (`acrs`). */
  readonly authContexts?: readonly string[]
  /** All that the access token states: it, without its signature. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** One request to the emulator: who asked for what, and what came of it. Secrets are never part of it. */
export interface JournalEntry {
  /** Counted from 1. */
  readonly id: number
  /** Virtual time, ISO 8601. */
  readonly time: string
  /** The method of the request. */
  readonly method: string
  /** The path of the request, without its query. */
  readonly path: string
  /** Where it went, such as `token`; see {@link EndpointName}. */
  readonly endpoint: string
  /** The status of the answer. */
  readonly status: number
  /** The name of the application that asked. */
  readonly client?: string
  /** The user principal name of whom it was about. */
  readonly user?: string
  /** The `grant_type`. */
  readonly grant?: string
  /** The scopes that were asked for. */
  readonly scopes?: readonly string[]
  /** The claims request as it was understood. */
  readonly claims?: ClaimsParameter
  /** The OAuth error, Entra's AADSTS number and the suberror that it was refused with. */
  readonly error?: { readonly error: string; readonly code: number; readonly suberror?: string }
  /** What was issued. */
  readonly issued?: Issued
  /** The fault that was injected: its status, `malformed`, `cut` or `delay`. */
  readonly fault?: string
}

/** Entries that match every member given. */
export type JournalFilter = Partial<
  Pick<JournalEntry, 'endpoint' | 'client' | 'user' | 'grant' | 'status'>
>

/** Every request, oldest first. */
export interface Journal extends Iterable<JournalEntry> {
  /** The entries that match, all of them by default. */
  entries(filter?: JournalFilter): JournalEntry[]
  /** Requests to the token endpoint. */
  tokenRequests(filter?: JournalFilter): JournalEntry[]
  /** Calls back for every new entry, until the returned function is called. */
  subscribe(listener: (entry: JournalEntry) => void): () => void
  /** Forgets all entries. */
  clear(): void
  /** One line an entry. */
  toString(): string
}

/** @internal */
export interface WritableJournal extends Journal {
  add(entry: Omit<JournalEntry, 'id'>): void
}

const keptEntries = 10_000

/** Keeps the latest 10,000 entries. */
export function createJournal(): WritableJournal {
  const entries: JournalEntry[] = []
  const listeners = new Set<(entry: JournalEntry) => void>()
  let count = 0

  const matching = (filter: JournalFilter = {}): JournalEntry[] => {
    const wanted = Object.entries(filter) as [keyof JournalFilter, unknown][]
    return entries.filter((entry) => wanted.every(([name, value]) => entry[name] === value))
  }

  return {
    add(entry) {
      const numbered: JournalEntry = Object.freeze({ id: ++count, ...entry })
      entries.push(numbered)
      if (entries.length > keptEntries) entries.shift()
      for (const listener of listeners) listener(numbered)
    },
    entries: matching,
    tokenRequests: (filter) => matching({ ...filter, endpoint: 'token' }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    clear() {
      entries.length = 0
    },
    toString: () => entries.map(formatEntry).join('\n'),
    [Symbol.iterator]: () => matching()[Symbol.iterator](),
  }
}

/** An entry as one line for a terminal. */
export function formatEntry(entry: JournalEntry): string {
  const { issued, error } = entry
  const outcome = error
    ? [`AADSTS${error.code}`, error.error, error.suberror]
    : [issued?.kinds.join('+'), issued?.expiresIn && `${issued.expiresIn}s`]
  return [
    entry.time,
    entry.status,
    entry.method,
    entry.endpoint,
    entry.grant,
    entry.client && `client=${entry.client}`,
    entry.user && `user=${entry.user}`,
    entry.scopes?.length && `scopes=${entry.scopes.join(',')}`,
    // What MSAL asks of ID tokens is always the same.
    entry.claims?.access_token && `claims=${JSON.stringify(entry.claims.access_token)}`,
    ...outcome,
    entry.fault !== undefined && `fault=${entry.fault}`,
    issued?.authContexts?.length && `acrs=${issued.authContexts.join(',')}`,
  ]
    .filter(Boolean)
    .join(' ')
}
