import * as z from 'zod'
import { guidOf } from '../ids.ts'
import type { Directory } from '../tenant/directory.ts'
import type { App, Resource } from '../tenant/model.ts'
import { refuseGraph } from './graph-error.ts'

/** The permissions that a registration asks for, as Graph shows them: `requiredResourceAccess`. */
interface RequiredApi {
  readonly resourceAppId: string
  readonly resourceAccess: readonly Permission[]
}

interface Permission {
  readonly id: string
  readonly type: 'Scope' | 'Role'
}

export type RequiredAccess = readonly RequiredApi[]

/** The same as Graph takes it. */
export const requiredAccessSchema: z.ZodType<RequiredAccess> = z.array(
  z.strictObject({
    resourceAppId: z.string(),
    resourceAccess: z.array(z.strictObject({ id: z.string(), type: z.enum(['Scope', 'Role']) })),
  }),
)

export const scopeId = ({ clientId }: Pick<Resource, 'clientId'>, name: string): string =>
  guidOf('scope', clientId, name)
export const roleId = ({ clientId }: Pick<Resource, 'clientId'>, name: string): string =>
  guidOf('role', clientId, name)

/** What a registration asks for, as it was before Graph changed it. */
export function requiredAccessOf(app: App, { resource }: Directory): RequiredAccess {
  const access = new Map<Resource, Permission[]>()
  const add = (
    permissions: App['delegated'],
    toItem: (api: Resource, name: string) => Permission,
  ) => {
    for (const [uri, names] of Object.entries(permissions)) {
      const api = resource(uri)
      if (!api) continue
      access.set(api, [...(access.get(api) ?? []), ...names.map((name) => toItem(api, name))])
    }
  }
  add(app.delegated, (api, name) => ({ id: scopeId(api, name), type: 'Scope' }))
  add(app.application, (api, name) => ({ id: roleId(api, name), type: 'Role' }))
  return [...access].map(([{ clientId }, resourceAccess]) => ({
    resourceAppId: clientId,
    resourceAccess,
  }))
}

/**
 * The delegated permissions in it, by API. An app role is asked for, and no more: what an administrator has
 * granted is not changed by that.
 *
 * @throws 400 for an API or a permission that is not there.
 */
export function delegatedIn(required: RequiredAccess, { resource }: Directory): App['delegated'] {
  const entries = required.map(({ resourceAppId, resourceAccess }) => {
    const api = resource(resourceAppId)
    if (!api) {
      throw refuseGraph.badRequest(`The tenant has no API with the appId ${resourceAppId}.`)
    }
    const names = resourceAccess.map(({ id, type }) => {
      const [offered, idOf] = type === 'Scope' ? [api.scopes, scopeId] : [api.roles, roleId]
      const name = offered.find((each) => idOf(api, each) === id)
      if (name === undefined) {
        throw refuseGraph.badRequest(`${api.appName} has no ${type} with the id ${id}.`)
      }
      return { name, type }
    })
    const scopes = names.filter(({ type }) => type === 'Scope').map(({ name }) => name)
    return [api.uri, scopes] as const
  })
  return Object.fromEntries(entries.filter(([, scopes]) => scopes.length > 0))
}
