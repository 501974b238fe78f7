import {
  AuthError,
  type AuthenticationResult,
  type Configuration,
  InteractionRequiredAuthError,
  PublicClientApplication,
  ServerError,
} from '@azure/msal-browser'

/** What MSAL is asked for, by any of its methods. */
export interface SpaRequest {
  scopes: string[]
  claims?: string
  forceRefresh?: boolean
  loginHint?: string
  prompt?: string
}

/** What came of it, as it can leave the page: errors lose their members on the way. */
export interface Outcome {
  token?: { accessToken: string; fromCache: boolean; username: string; homeAccountId: string }
  error?: {
    /** The most specific class of MSAL's that the error is one of. */
    kind: 'InteractionRequiredAuthError' | 'ServerError' | 'AuthError' | 'other'
    errorCode: string
    subError: string
    errorNo: string
    claims: string
    message: string
  }
}

export type Method = 'acquireTokenPopup' | 'acquireTokenSilent' | 'loginPopup' | 'ssoSilent'
export type Departure = 'acquireTokenRedirect' | 'loginRedirect'

/** A single page app: nothing but MSAL, and a handle for tests. */
interface Spa {
  ask(method: Method, request: SpaRequest): Promise<Outcome>
  /** Leaves the page, which has no handle from then on. */
  leave(method: Departure, request: SpaRequest): void
  logoutByPopup(): Promise<void>
  /** Leaves the page. */
  logoutByRedirect(): void
  /** Who is signed in. */
  users(): string[]
  /** What a redirect brought; undefined where none did. */
  readonly redirected: Outcome | undefined
}

declare global {
  var spa: Spa | undefined
}

const configuration: Configuration = JSON.parse(
  document.querySelector('#config')?.textContent ?? '',
)
const app = new PublicClientApplication(configuration)
await app.initialize()

async function outcomeOf(pending: Promise<AuthenticationResult | null>): Promise<Outcome> {
  try {
    const result = await pending
    if (!result) return {}
    app.setActiveAccount(result.account)
    const { accessToken, fromCache, account } = result
    const { username, homeAccountId } = account
    return { token: { accessToken, fromCache, username, homeAccountId } }
  } catch (error) {
    return { error: describe(error) }
  }
}

function describe(error: unknown): NonNullable<Outcome['error']> {
  if (!(error instanceof AuthError)) {
    return {
      kind: 'other',
      errorCode: '',
      subError: '',
      errorNo: '',
      claims: '',
      message: `${error}`,
    }
  }
  const { errorCode, subError, message } = error
  const isServers = error instanceof ServerError || error instanceof InteractionRequiredAuthError
  return {
    kind: kindOf(error),
    errorCode,
    subError,
    message,
    errorNo: isServers ? (error.errorNo ?? '') : '',
    claims: error instanceof InteractionRequiredAuthError ? error.claims : '',
  }
}

function kindOf(error: AuthError) {
  if (error instanceof InteractionRequiredAuthError) return 'InteractionRequiredAuthError'
  return error instanceof ServerError ? 'ServerError' : 'AuthError'
}

const back = await outcomeOf(app.handleRedirectPromise())

globalThis.spa = {
  ask: (method, request) => outcomeOf(app[method](request)),
  leave(method, request) {
    globalThis.spa = undefined
    void app[method](request)
  },
  // Only popups come back with a state, which the page for answers cannot do without.
  logoutByPopup: () =>
    app.logoutPopup({ account: app.getActiveAccount(), postLogoutRedirectUri: '/auth' }),
  logoutByRedirect() {
    globalThis.spa = undefined
    void app.logoutRedirect({ account: app.getActiveAccount(), postLogoutRedirectUri: '/' })
  },
  users: () => app.getAllAccounts().map(({ username }) => username),
  redirected: back.token || back.error ? back : undefined,
}
