import type {
  AccountInfo,
  AuthenticationResult,
  EventCallbackFunction,
  EventType,
  IPublicClientApplication,
  SilentRequest,
} from '@azure/msal-browser'
import { vi } from 'vitest'

export const account = (name: string, tenantId = 'tenant'): AccountInfo => ({
  homeAccountId: name,
  localAccountId: name,
  environment: 'login.windows.net',
  tenantId,
  username: `${name}@contoso.test`,
})

export const result = (accessToken: string, of: AccountInfo = account('ada')) => ({
  accessToken,
  tokenType: 'Bearer',
  expiresOn: new Date(Date.now() + 3_600_000),
  account: of,
})

/** An error as MSAL throws it. */
export const failed = (errorCode: string): Error =>
  Object.assign(new Error(errorCode), { errorCode })

/** What acquiring a token comes to: what is thrown, or a token; all others are numbered. */
type Outcome = Error | Promise<unknown> | ReturnType<typeof result>

interface FakeMsalOptions {
  accounts?: AccountInfo[]
  active?: AccountInfo | null
  auth?: Record<string, unknown>
  cacheLocation?: string
  /** The outcomes of silent requests that are more than a look into the cache, one after the other. */
  silent?: Outcome[]
  popups?: Outcome[]
}

/** What is used of an MSAL application, with accounts and outcomes as the test says, and its events. */
export function fakeMsal(options: FakeMsalOptions = {}) {
  const { accounts = [account('ada')], silent = [], popups = [] } = options
  const callbacks: [EventCallbackFunction, EventType[]][] = []
  const state = {
    accounts,
    active: options.active ?? null,
    /** What a look into the cache finds. */
    cached: undefined as ReturnType<typeof result> | undefined,
    emit(eventType: EventType, interactionType?: 'popup' | 'redirect' | 'silent') {
      const event = { eventType, interactionType } as Parameters<EventCallbackFunction>[0]
      for (const [callback, types] of callbacks) if (types.includes(eventType)) callback(event)
    },
  }
  let count = 0
  async function next(outcomes: Outcome[]) {
    const outcome = (await outcomes.shift()) ?? result(`t${++count}`)
    if (outcome instanceof Error) throw outcome
    return outcome as AuthenticationResult
  }
  const functions = {
    acquireTokenSilent: vi.fn(async ({ cacheLookupPolicy }: SilentRequest) => {
      if (cacheLookupPolicy !== 1) return next(silent)
      if (!state.cached) throw failed('no_tokens_found')
      return state.cached
    }),
    acquireTokenPopup: vi.fn(() => next(popups)),
    acquireTokenRedirect: vi.fn(async () => {}),
    getActiveAccount: vi.fn(() => state.active),
    getAllAccounts: vi.fn(() => state.accounts),
    getConfiguration: vi.fn(() => ({
      auth: { clientId: 'client', redirectUri: '/auth.html', ...options.auth },
      cache: { cacheLocation: options.cacheLocation ?? 'sessionStorage' },
    })),
    addEventCallback: vi.fn((callback: EventCallbackFunction, types: EventType[]) => {
      callbacks.push([callback, types])
      return 'id'
    }),
  }
  const msal: unknown = functions
  return { msal: msal as IPublicClientApplication, state, ...functions }
}
