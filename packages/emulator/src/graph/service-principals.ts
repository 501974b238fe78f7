import * as z from 'zod'
import type { CriticalEvents } from '../revocation/critical-events.ts'
import type { Directory } from '../tenant/directory.ts'
import type { App } from '../tenant/model.ts'
import { toServicePrincipal } from './application.ts'
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

const read = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const write = ['Application.ReadWrite.All', 'Directory.ReadWrite.All']
const changes = z.strictObject({ accountEnabled: z.boolean() })

/** @see [servicePrincipal resource type](https://learn.microsoft.com/graph/api/resources/serviceprincipal) */
export function addServicePrincipals(
  app: GraphRoutes,
  directory: Directory,
  criticalEvents: CriticalEvents,
): void {
  const find = (c: GraphContext): App => {
    const id = idOf(c)
    const appId = /^appid:(.*)$/i.exec(id)?.[1]
    const registered = directory.apps.find((each) =>
      appId === undefined ? each.id === id : each.clientId === appId,
    )
    return findOr404(appId ?? id, registered)
  }
  const context = (c: GraphContext): string => contextOf(c, 'servicePrincipals')

  app.get('/:version/servicePrincipals', (c) => {
    need(c, read)
    const items = directory.apps.map((each) => toServicePrincipal(each, directory))
    return c.json(toCollection(items, new URL(c.req.url), context(c)))
  })
  app.get('/:version/servicePrincipals/:id', (c) => {
    need(c, read)
    return c.json(toEntity(toServicePrincipal(find(c), directory), new URL(c.req.url), context(c)))
  })
  app.patch('/:version/servicePrincipals/:id', async (c) => {
    need(c, write)
    const { name } = find(c)
    const { accountEnabled } = await readBody(c, changes, 'servicePrincipal')
    if (accountEnabled) criticalEvents.enableApp(name)
    else await criticalEvents.disableApp(name)
    return c.body(null, 204)
  })
}
