import * as z from 'zod'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Cutoffs } from '../revocation/cutoffs.ts'
import type { Directory } from '../tenant/directory.ts'
import type { User } from '../tenant/model.ts'
import { type Entity, toCollection, toEntity } from './collection.ts'
import {
  contextOf,
  findOr404,
  type GraphContext,
  type GraphRoutes,
  idOf,
  need,
  readBody,
} from './context.ts'
import { GraphError, refuseGraph } from './graph-error.ts'

interface UserParts {
  readonly directory: Directory
  readonly cutoffs: Cutoffs
  readonly criticalEvents: CriticalEvents
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

const changes = z.strictObject({
  accountEnabled: z.boolean().optional(),
  passwordProfile: z
    .strictObject({
      forceChangePasswordNextSignIn: z.boolean().optional(),
      forceChangePasswordNextSignInWithMfa: z.boolean().optional(),
      password: z.string().min(1).optional(),
    })
    .optional(),
})

/** What is shown without `$select`. */
const defaults = [
  ...['businessPhones', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone'],
  ...['officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName', 'id'],
]

const readAll = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const writeAll = ['User.ReadWrite.All', 'Directory.ReadWrite.All']

/** @see [user resource type](https://learn.microsoft.com/graph/api/resources/user) */
export function addUsers(app: GraphRoutes, parts: UserParts): void {
  const { directory, criticalEvents } = parts
  const living = (): User[] => directory.users.filter(({ deleted }) => !deleted)
  const find = (id: string): User => {
    const user = directory.user(id)
    return findOr404(id, user?.deleted ? undefined : user)
  }
  const me = (c: GraphContext): User => {
    const { user } = c.var.caller
    if (user) return user
    const text = '/me request is only valid with delegated authentication flow.'
    throw new GraphError(400, 'BadRequest', text)
  }
  const show = (c: GraphContext, user: User): Response =>
    c.json(toEntity(toUser(user, parts), new URL(c.req.url), contextOf(c, 'users'), defaults))

  app.get('/:version/users', (c) => {
    need(c, ['User.ReadBasic.All', ...readAll])
    const items = living().map((user) => toUser(user, parts))
    return c.json(toCollection(items, new URL(c.req.url), contextOf(c, 'users'), defaults))
  })
  app.get('/:version/me', (c) => {
    const user = me(c)
    need(c, ['User.Read', 'User.ReadWrite', ...readAll])
    return show(c, user)
  })
  app.get('/:version/users/:id', (c) => {
    need(c, ['User.ReadBasic.All', ...readAll])
    return show(c, find(idOf(c)))
  })
  app.patch('/:version/users/:id', async (c) => {
    const user = find(idOf(c))
    const { accountEnabled, passwordProfile } = await readBody(c, changes, 'user')
    if (accountEnabled !== undefined) need(c, ['User.EnableDisableAccount.All', ...writeAll])
    if (passwordProfile) need(c, ['User-PasswordProfile.ReadWrite.All', ...writeAll])
    if (accountEnabled === true) criticalEvents.enableUser(user.upn)
    if (accountEnabled === false) await criticalEvents.disableUser(user.upn)
    const { password } = passwordProfile ?? {}
    if (password !== undefined) await criticalEvents.changePassword(user.upn, password)
    return c.body(null, 204)
  })
  app.delete('/:version/users/:id', async (c) => {
    need(c, writeAll)
    await criticalEvents.deleteUser(find(idOf(c)).upn)
    return c.body(null, 204)
  })

  const revoke = async (c: GraphContext, user: User): Promise<Response> => {
    need(c, ['User.RevokeSessions.All', ...writeAll])
    await criticalEvents.revokeSessions(user.upn)
    return c.json({ '@odata.context': contextOf(c, 'Edm.Boolean'), value: true })
  }
  for (const action of ['revokeSignInSessions', 'microsoft.graph.revokeSignInSessions']) {
    app.post(`/:version/me/${action}`, (c) => revoke(c, me(c)))
    app.post(`/:version/users/:id/${action}`, (c) => revoke(c, find(idOf(c))))
  }
  app.on(['PATCH', 'DELETE'], '/:version/me', () => {
    throw refuseGraph.denied()
  })
}

function toUser(user: User, { cutoffs, createdAt }: UserParts): Entity {
  const cutoff = cutoffs.cutoff(user.id)
  const [givenName = '', ...surnames] = user.name.split(' ')
  return {
    id: user.id,
    businessPhones: [],
    displayName: user.name,
    givenName,
    jobTitle: null,
    mail: user.upn,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: surnames.join(' ') || null,
    userPrincipalName: user.upn,
    accountEnabled: user.enabled,
    createdDateTime: instant(createdAt),
    signInSessionsValidFromDateTime: instant(cutoff ? cutoff.at * 1000 : createdAt),
    userType: 'Member',
  }
}

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
