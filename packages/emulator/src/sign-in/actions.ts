import type { Clock } from '../clock.ts'
import { refuse } from '../errors/catalog.ts'
import type { Form } from '../server/form.ts'
import type { Consents } from '../tenant/consents.ts'
import type { Directory } from '../tenant/directory.ts'
import type { User } from '../tenant/model.ts'
import { permissionsOf } from '../tokens/scope.ts'
import type { Browser } from './browsers.ts'
import type { Flow } from './flow.ts'
import type { Sessions } from './sessions.ts'

/** What the forms of the pages change beside the flow. */
interface ActionParts {
  readonly clock: Clock
  readonly directory: Directory
  readonly sessions: Sessions
  readonly consents: Consents
}

interface Act extends ActionParts {
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

function login({ clock, directory, sessions, form, flow, browser }: Act): string | undefined {
  const shortcut = form.get('as')
  const user = findUser(directory, shortcut ?? form.get('username') ?? '')
  const isKnown = shortcut !== undefined || user?.password === form.get('password')
  if (!user || user.deleted || !isKnown) return refuse.wrongPassword().message
  if (!user.enabled) return refuse.userDisabled().message
  const now = clock.now()
  const before = browser.sessions().find((session) => session.user === user)
  const session = before ?? sessions.start(user)
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

function mfa({ clock, form, flow }: Act): undefined {
  if (form.get('answer') !== 'approve' || !flow.session?.user.canMfa) throw refuse.mfaDenied()
  flow.session.mfaTime = clock.now()
}

function consent({ consents, form, flow }: Act): undefined {
  const { app, scopes, session } = flow
  if (form.get('answer') !== 'accept' || !session) throw refuse.declined()
  for (const scope of scopes) {
    consents.grant(session.user, app, scope.resource, permissionsOf(app, scope))
  }
  flow.hasConsented = true
}

function cancel({ flow }: Act): never {
  throw flow.blockedBy ?? refuse.declined()
}

/** A user name may be given without the tenant's domain. */
function findUser(directory: Directory, name: string): User | undefined {
  return directory.user(name.includes('@') ? name : `${name}@${directory.domain}`)
}
