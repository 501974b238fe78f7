import { refuse } from '../errors/catalog.ts'
import type { EntraError } from '../errors/entra-error.ts'
import type { ClaimsDemand } from '../policy/claims-demand.ts'
import { evaluate } from '../policy/evaluate.ts'
import type { Entra } from '../tenant/authority.ts'
import { delegatedTo } from '../tenant/consents.ts'
import type { App, User } from '../tenant/model.ts'
import { hintedUser } from '../tokens/login-hint.ts'
import type { DeviceGrant } from '../tokens/redeemables.ts'
import type { Scope } from '../tokens/scope.ts'
import type { AuthorizeRequest, Prompt } from './authorize-request.ts'
import type { Browser } from './browsers.ts'
import type { Session } from './sessions.ts'

/** A sign-in under way: what is wanted, and what the person has done so far. */
export interface Flow {
  readonly app: App
  readonly scopes: readonly Scope[]
  readonly demand: ClaimsDemand
  readonly prompt: Prompt | undefined
  readonly loginHint: string | undefined
  readonly sid: string | undefined
  /** What it ends in: an answer to a client, or a device that waits. */
  readonly goal: { readonly request: AuthorizeRequest } | { readonly device: DeviceGrant }
  /** The session that was chosen or begun in this flow. */
  session?: Session
  /** Whether the person typed their credentials in this flow. */
  isFresh: boolean
  hasConsented: boolean
  /** Whether the person wants an account that is not signed in yet. */
  wantsOther: boolean
  /** Why the person could not go on. */
  blockedBy?: EntraError
}

/** What happens next. */
export type Step =
  | { readonly show: 'sign-in'; readonly username: string | undefined }
  | { readonly show: 'accounts'; readonly users: readonly User[] }
  | { readonly show: 'mfa' | 'enrol'; readonly user: User }
  | { readonly show: 'consent'; readonly user: User; readonly wanted: readonly Scope[] }
  | { readonly show: 'blocked'; readonly error: EntraError }
  | { readonly refuse: EntraError }
  | { readonly done: Session }

/** Decides the next step; with `prompt=none` whatever would need a page is refused instead. */
export function nextStep(entra: Entra, flow: Flow, browser: Browser): Step {
  // A session may be revoked while a page waits for its user.
  const session = flow.session?.revokedAt === undefined ? flow.session : undefined
  const silent = flow.prompt === 'none'
  if (!session) {
    return silent ? { refuse: whyNoSession(flow, browser) } : whoIsIt(entra, flow, browser)
  }
  const { user } = session
  if (!user.enabled || user.deleted) {
    const error = user.deleted ? refuse.userDeleted() : refuse.userDisabled()
    return silent ? { refuse: error } : { show: 'blocked', error }
  }
  for (const { resource } of flow.scopes) {
    const access = { client: flow.app, resource, session, demand: flow.demand }
    const decision = evaluate(entra.policies, { ...access, now: entra.clock.now() })
    if (decision.granted) continue
    const { need, error } = decision
    if (silent) return { refuse: error }
    if (need === 'mfa' || need === 'enrol') return { show: need, user }
    // Who has just signed in and still is not fresh enough never will be.
    if (need === 'sign-in' && !flow.isFresh) return { show: 'sign-in', username: user.upn }
    return { show: 'blocked', error }
  }
  return consent(entra, flow, session)
}

/** The session that serves without asking, if there is exactly one that the client can mean. */
export function findSession(entra: Entra, flow: Flow, browser: Browser): Session | undefined {
  if (flow.wantsOther || flow.prompt === 'login' || flow.prompt === 'select_account') {
    return undefined
  }
  const sessions = browser.sessions()
  if (flow.sid !== undefined) return sessions.find(({ id }) => id === flow.sid)
  const hinted = hintedUser(flow.loginHint, entra.directory)
  if (flow.loginHint !== undefined) return sessions.find(({ user }) => user === hinted)
  return sessions.length === 1 ? sessions[0] : undefined
}

function whyNoSession(flow: Flow, browser: Browser): EntraError {
  const isUnsure = flow.sid === undefined && flow.loginHint === undefined
  if (isUnsure && browser.sessions().length > 1) return refuse.severalSessions()
  return browser.wasRevoked() ? refuse.sessionRevoked() : refuse.noSession()
}

function whoIsIt(entra: Entra, flow: Flow, browser: Browser): Step {
  if (flow.wantsOther) return { show: 'sign-in', username: undefined }
  const users = browser.sessions().map(({ user }) => user)
  const canChoose = flow.prompt === 'select_account' || flow.loginHint === undefined
  if (canChoose && users.length > 0 && flow.prompt !== 'login') return { show: 'accounts', users }
  const hinted = hintedUser(flow.loginHint, entra.directory)
  const typed = flow.loginHint?.startsWith('O.') ? undefined : flow.loginHint
  return { show: 'sign-in', username: hinted?.upn ?? typed }
}

function consent(entra: Entra, flow: Flow, session: Session): Step {
  const { app, scopes } = flow
  const missing = scopes.filter((scope) => {
    const granted = entra.consents.granted(session.user, app, scope.resource)
    return permissionsOf(app, scope).some((permission) => !granted.includes(permission))
  })
  const mustAsk = flow.prompt === 'consent' && !flow.hasConsented
  if (missing.length === 0 && !mustAsk) return { done: session }
  if (flow.prompt === 'none') return { refuse: refuse.consentNeeded(app.clientId, true) }
  if (missing.length > 0 && app.consent === 'admin') {
    return { show: 'blocked', error: refuse.adminConsent(app.clientId) }
  }
  return { show: 'consent', user: session.user, wanted: scopes }
}

/** What a scope means by name: `.default` is everything the application is registered for. */
export function permissionsOf(app: App, scope: Scope): readonly string[] {
  return scope.isDefault
    ? [...new Set([...delegatedTo(app, scope.resource), ...scope.permissions])]
    : scope.permissions
}
