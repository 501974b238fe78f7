import * as z from 'zod'
import type { AuthContexts } from '../policy/auth-contexts.ts'
import type { Policies } from '../policy/policies.ts'
import { toCollection, toEntity } from './collection.ts'
import {
  contextOf,
  findOr404,
  type GraphContext,
  type GraphRoutes,
  idOf,
  need,
  readBody,
} from './context.ts'
import { refuseGraph } from './graph-error.ts'

const path = '/:version/identity/conditionalAccess/authenticationContextClassReferences'
const write = ['AuthenticationContext.ReadWrite.All', 'Policy.ReadWrite.ConditionalAccess']
const read = [
  ...['AuthenticationContext.Read.All', 'Policy.Read.ConditionalAccess', 'Policy.Read.All'],
  ...write,
]
const changes = z.strictObject({
  '@odata.type': z.string().optional(),
  id: z.string().optional(),
  displayName: z.string().min(1).optional(),
  description: z.string().optional(),
  isAvailable: z.boolean().optional(),
})

/** @see [authenticationContextClassReference](https://learn.microsoft.com/graph/api/resources/authenticationcontextclassreference) */
export function addAuthContexts(
  app: GraphRoutes,
  authContexts: AuthContexts,
  policies: Policies,
): void {
  const context = (c: GraphContext): string =>
    contextOf(c, 'identity/conditionalAccess/authenticationContextClassReferences')

  app.get(path, (c) => {
    need(c, read)
    const items = authContexts.list().map((each) => ({ ...each }))
    return c.json(toCollection(items, new URL(c.req.url), context(c)))
  })
  app.get(`${path}/:id`, (c) => {
    need(c, read)
    const item = findOr404(idOf(c), authContexts.get(idOf(c)))
    return c.json(toEntity({ ...item }, new URL(c.req.url), context(c)))
  })
  app.patch(`${path}/:id`, async (c) => {
    need(c, write)
    const id = idOf(c)
    if (!/^c([1-9]|[1-9]\d)$/.test(id)) {
      throw refuseGraph.badPolicy('The id of an authentication context must be c1 to c99.')
    }
    const { displayName, description, isAvailable } = await readBody(
      c,
      changes,
      'authenticationContext',
    )
    authContexts.set(id, {
      ...(displayName !== undefined && { displayName }),
      ...(description !== undefined && { description }),
      ...(isAvailable !== undefined && { isAvailable }),
    })
    return c.body(null, 204)
  })
  app.delete(`${path}/:id`, (c) => {
    need(c, write)
    const { id } = findOr404(idOf(c), authContexts.get(idOf(c)))
    const user = policies.list().find((policy) => policy.authContexts.includes(id))
    if (user) throw refuseGraph.badPolicy(`${id} is used by the policy ${user.id}.`)
    authContexts.remove(id)
    return c.body(null, 204)
  })
}
