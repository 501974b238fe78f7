import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { EntraError } from '../errors/entra-error.ts'
import { evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import type { Consents } from '../tenant/consents.ts'
import type { Directory } from '../tenant/directory.ts'
import { hintedUser } from '../tokens/login-hint.ts'
import { permissionsOf } from '../tokens/scope.ts'
import type { Browser } from './browsers.ts'
import type { Flow, Step } from './flow.ts'
import type { Session } from './sessions.ts'

/** What a step depends on. */
export interface StepParts {
  readonly clock: Clock
  readonly directory: Directory
  readonly consents: Consents
  readonly policies: Iterable<Policy>
}

/** Decides the next step; with `prompt=none` whatever would need a page is refused instead. */
export function nextStep(parts: StepParts, flow: Flow, browser: Browser): Step {
  // A session may be revoked while a page waits for its user.
  const session = flow.session?.revokedAt === undefined ? flow.session : undefined
  const silent = flow.prompt === 'none'
  if (!session) {
    return silent
      ? { refuse: whyNoSession(flow, browser) }
      : whoIsIt(parts.directory, flow, browser)
  }
  const { user } = session
  if (!user.enabled || user.deleted) {
    const error = user.deleted ? refuse.userDeleted() : refuse.userDisabled()
    return silent ? { refuse: error } : { show: 'blocked', error }
  }
  if (user.objectIds[flow.authority.tenantId] === undefined) {
    const error = refuse.notInTenant(user.upn, flow.authority.tenantId)
    return silent ? { refuse: error } : { show: 'blocked', error }
  }
  // Whoever has just signed in is fresh enough for any age.
  if (isTooOld(flow, session, parts.clock.now()) && !flow.isFresh) {
    return silent ? { refuse: refuse.sessionTooOld() } : { show: 'sign-in', username: user.upn }
  }
  for (const { resource } of flow.scopes) {
    const access = { client: flow.app, resource, session, demand: flow.demand }
    const decision = evaluate(parts.policies, { ...access, now: parts.clock.now() })
    if (decision.granted) continue
    const { need, error } = decision
    if (silent) return { refuse: error }
    if (need === 'mfa' || need === 'enrol') return { show: need, user }
    // Who has just signed in and still is not fresh enough never will be.
    if (need === 'sign-in' && !flow.isFresh) return { show: 'sign-in', username: user.upn }
    return { show: 'blocked', error }
  }
  return consent(parts.consents, flow, session)
}

/** The session that serves without asking, if there is exactly one that the client can mean. */
export function findSession(
  directory: Directory,
  flow: Flow,
  browser: Browser,
): Session | undefined {
  if (flow.wantsOther || flow.prompt === 'login' || flow.prompt === 'select_account') {
    return undefined
  }
  const sessions = browser.sessions()
  if (flow.sid !== undefined) return sessions.find(({ id }) => id === flow.sid)
  const hinted = hintedUser(flow.loginHint, directory)
  if (flow.loginHint !== undefined) return sessions.find(({ user }) => user === hinted)
  return sessions.length === 1 ? sessions[0] : undefined
}

function isTooOld({ maxAge }: Flow, { authTime }: Session, now: number): boolean {
  return maxAge !== undefined && now - authTime > maxAge * 1000
}

function whyNoSession(flow: Flow, browser: Browser): EntraError {
  const isUnsure = flow.sid === undefined && flow.loginHint === undefined
  if (isUnsure && browser.sessions().length > 1) return refuse.severalSessions()
  return browser.wasRevoked() ? refuse.sessionRevoked() : refuse.noSession()
}

function whoIsIt(directory: Directory, flow: Flow, browser: Browser): Step {
  if (flow.wantsOther) return { show: 'sign-in', username: undefined }
  const users = browser.sessions().map(({ user }) => user)
  const canChoose = flow.prompt === 'select_account' || flow.loginHint === undefined
  if (canChoose && users.length > 0 && flow.prompt !== 'login') return { show: 'accounts', users }
  const hinted = hintedUser(flow.loginHint, directory)
  const typed = flow.loginHint?.startsWith('O.') ? undefined : flow.loginHint
  return { show: 'sign-in', username: hinted?.upn ?? typed }
}

function consent(consents: Consents, flow: Flow, session: Session): Step {
  const { app, scopes } = flow
  const missing = scopes.filter((scope) => {
    const granted = consents.granted(session.user, app, scope.resource)
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
