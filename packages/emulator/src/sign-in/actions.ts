import { refuse } from '../errors/catalog.ts'
import type { Form } from '../server/form.ts'
import type { Entra } from '../tenant/authority.ts'
import type { User } from '../tenant/model.ts'
import type { Browser } from './browsers.ts'
import { type Flow, permissionsOf } from './flow.ts'

interface Act {
  readonly entra: Entra
  readonly form: Form
  readonly flow: Flow
  readonly browser: Browser
}

/** Changes the flow; returns what to tell the person, or throws what to tell the client. */
type Action = (act: Act) => string | undefined

/** What the forms of the pages do, by name. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['login', login],
  ['account', account],
  ['mfa', mfa],
  ['consent', consent],
  ['cancel', cancel],
])

function login({ entra, form, flow, browser }: Act): string | undefined {
  const shortcut = form.get('as')
  const user = findUser(entra, shortcut ?? form.get('username') ?? '')
  const isKnown = shortcut !== undefined || user?.password === form.get('password')
  if (!user || user.deleted || !isKnown) return refuse.wrongPassword().message
  if (!user.enabled) return refuse.userDisabled().message
  const now = entra.clock.now()
  const before = browser.sessions().find((session) => session.user === user)
  const session = before ?? entra.sessions.start(user)
  session.authTime = now
  browser.add(session)
  flow.session = session
  flow.isFresh = true
  return undefined
}

function account({ form, flow, browser }: Act): undefined {
  const upn = form.get('user')
  const session = browser.sessions().find(({ user }) => user.upn === upn)
  if (session) flow.session = session
  else delete flow.session
  flow.wantsOther = !session
}

function mfa({ entra, form, flow }: Act): undefined {
  if (form.get('answer') !== 'approve' || !flow.session?.user.canMfa) throw refuse.mfaDenied()
  flow.session.mfaTime = entra.clock.now()
}

function consent({ entra, form, flow }: Act): undefined {
  const { app, scopes, session } = flow
  if (form.get('answer') !== 'accept' || !session) throw refuse.declined()
  for (const scope of scopes) {
    entra.consents.grant(session.user, app, scope.resource, permissionsOf(app, scope))
  }
  flow.hasConsented = true
}

function cancel({ flow }: Act): never {
  throw flow.blockedBy ?? refuse.declined()
}

/** A user name may be given without the tenant's domain. */
function findUser({ directory }: Entra, name: string): User | undefined {
  return directory.user(name.includes('@') ? name : `${name}@${directory.domain}`)
}
