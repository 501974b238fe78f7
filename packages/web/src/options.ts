import type { ConfidentialClientApplication } from '@azure/msal-node'
import { ConfigurationError } from '@caefetch/core'
import type { NodeOptions } from '@caefetch/node'
import type { PageView } from './pages/page-view.ts'
import { createMemoryStore } from './sessions/memory-store.ts'
import { createSeal, type Seal } from './sessions/seal.ts'
import { createSealedStore } from './sessions/sealed-store.ts'
import type { SessionTimes } from './sessions/sessions.ts'
import type { SessionStore } from './sessions/store.ts'
import { tellOnce } from './sessions/tell-once.ts'

/** Where sessions are kept, and for how long. */
export interface SessionOptions {
  /** Where all replicas keep them, such as `redisSessions({ client })`. Default: the memory of this process. */
  store?: SessionStore
  /** How long a session lasts without a request, in milliseconds. Default: 8 hours. */
  idle?: number
  /** How long a session lasts from the sign-in on, in milliseconds. Default: 24 hours. */
  lifetime?: number
  /** How many sessions are held in memory, the latest used. Default: 10,000. */
  most?: number
}

/** Options of {@link createWeb}; those of a caefetch, `resources` and the others, among them. */
export interface WebOptions extends Omit<NodeOptions, 'account' | 'interaction'> {
  /** The application's registration; each session gets an application of its own from its configuration. */
  app: ConfidentialClientApplication
  /** Where Entra sends the browser back to, as it is registered: a route of the application. */
  redirectUri: string
  /**
   * Secrets that cookies, and what a store outside of the process keeps, are sealed with: random texts of 32
   * characters or more. The first seals, all open. To change it, give all replicas `[old, new]`, then
   * `[new, old]`, then `[new]`.
   */
  secrets: readonly string[]
  /** What a sign-in asks for. Default: the scopes of the first of `resources`. */
  scopes?: readonly string[]
  /** Where sessions are kept, and for how long. Default: in memory, 8 hours without a request and 24 in all. */
  sessions?: SessionOptions
  /**
   * What becomes of a form that was being sent when a step-up came between. `confirm`: its fields are kept
   * for ten minutes, and after the step-up a page asks whether to send it. Default: the page says that it was not sent.
   */
  resume?: 'confirm'
  /** The application's own pages, in place of the plain ones; undefined where the plain one will do. */
  page?: (view: PageView) => Response | Promise<Response> | undefined
  /** The name of the session's cookie; those of sign-ins under way begin with it. Default: `__Host-caefetch`. */
  cookie?: string
}

/** The options, checked and completed. */
export interface Plan extends SessionTimes {
  readonly app: ConfidentialClientApplication
  readonly redirectUri: URL
  readonly seal: Seal
  readonly scopes: readonly string[]
  readonly store: SessionStore
  readonly most: number
  readonly isResumed: boolean
  readonly page: NonNullable<WebOptions['page']>
  readonly cookie: string
  readonly fetchOptions: NodeOptions
}

const hour = 3_600_000
const graph = ['https://graph.microsoft.com/.default']

/** @throws {@link ConfigurationError} that names the option, and says what came. */
export function readOptions(options: WebOptions): Plan {
  const {
    app,
    redirectUri,
    secrets,
    scopes,
    sessions = {},
    resume,
    page,
    cookie,
    ...fetchOptions
  } = Object(options) as WebOptions
  const { store, idle = 8 * hour, lifetime = 24 * hour, most = 10_000 } = sessions
  const seal = createSeal(secrets)
  if (resume !== undefined && resume !== 'confirm') {
    throw new ConfigurationError(`resume must be 'confirm', or left out. Got ${String(resume)}.`)
  }
  if (page !== undefined && typeof page !== 'function') {
    throw new ConfigurationError(`page must be a function. Got ${typeof page}.`)
  }
  if (store !== undefined) checkStore(store)
  checkWhole('sessions.idle', idle)
  checkWhole('sessions.lifetime', lifetime)
  checkWhole('sessions.most', most)
  return {
    app,
    redirectUri: readRedirectUri(redirectUri),
    seal,
    scopes: readScopes(scopes) ?? firstScopes(fetchOptions.resources),
    store: store ? createSealedStore(store, seal) : createMemoryStore(most),
    idle,
    lifetime,
    most,
    isResumed: resume === 'confirm',
    page: page ?? (() => undefined),
    cookie: readCookieName(cookie),
    fetchOptions: { ...fetchOptions, onEvent: tellOnce(fetchOptions.onEvent) },
  }
}

function readRedirectUri(value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '')
  if (
    url &&
    !url.hash &&
    !url.search &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))
  )
    return url
  throw new ConfigurationError(
    'redirectUri must be an https URL without query and fragment, or one of localhost, as it is registered.',
  )
}

function readCookieName(name = '__Host-caefetch'): string {
  if (/^[\w-]{1,64}$/.test(name)) return name
  throw new ConfigurationError('cookie must be a name of up to 64 letters, digits, - and _.')
}

function readScopes(scopes: unknown): readonly string[] | undefined {
  if (scopes === undefined) return undefined
  const isRight =
    Array.isArray(scopes) && scopes.length > 0 && scopes.every((each) => typeof each === 'string')
  if (isRight) return scopes
  throw new ConfigurationError('scopes must be a list of at least one scope.')
}

/** What is wrong with `resources` is said by what they are for. */
function firstScopes(resources: NodeOptions['resources']): readonly string[] {
  const [first] = Object.values(resources ?? { graph })
  return (Array.isArray(first) ? first : Object(first).scopes) ?? graph
}

function checkStore(store: unknown): void {
  const isStore = ['get', 'set', 'take', 'raise'].every(
    (name) => typeof Object(store)[name] === 'function',
  )
  if (!isStore) {
    throw new ConfigurationError('sessions.store must have the functions get, set, take and raise.')
  }
}

function checkWhole(option: string, value: unknown): void {
  if (Number.isSafeInteger(value) && Number(value) >= 1) return
  throw new ConfigurationError(
    `${option} must be a whole number of 1 or more. Got ${typeof value === 'number' ? value : typeof value}.`,
  )
}
