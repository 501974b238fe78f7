import { nearestName } from '@caefetch/core/options'
import type { App, Resource } from './model.ts'
import { thereIsNo } from './need.ts'

type Permissions = Readonly<Record<string, readonly string[]>>

interface Resources {
  readonly names: { readonly resources: readonly string[] }
  resource(uri: string): Resource | undefined
}

/** Permissions of a client at a resource, whichever of its names they are registered by. */
export function permissionsAt(
  permissions: Permissions,
  { uri, clientId }: Resource,
): readonly string[] {
  return permissions[uri] ?? permissions[clientId] ?? []
}

/** Delegated permissions that an application is registered for at a resource. */
export function delegatedTo(app: App, resource: Resource): readonly string[] {
  return permissionsAt(app.delegated, resource)
}

/** Permissions of applications that no API has, each as a sentence. */
export function unknownPermissionsIn(
  apps: readonly App[],
  { resource, names }: Resources,
): string[] {
  const missing = (
    option: string,
    uri: string,
    wanted: readonly string[],
    kind: 'scopes' | 'roles',
  ) => {
    const offered = resource(uri)?.[kind]
    if (!offered) return [`${option}: ${thereIsNo('resource', uri, names.resources)}`]
    return wanted
      .filter((name) => !offered.includes(name))
      .map(
        (name) =>
          `${option}: ${JSON.stringify(uri)} has no ${JSON.stringify(name)}${meant(name, offered)}`,
      )
  }
  return apps.flatMap(({ name, delegated, application }) => [
    ...Object.entries(delegated).flatMap(([uri, scopes]) =>
      missing(`apps.${name}.delegated`, uri, scopes, 'scopes'),
    ),
    ...Object.entries(application).flatMap(([uri, roles]) =>
      missing(`apps.${name}.application`, uri, roles, 'roles'),
    ),
  ])
}

function meant(name: string, offered: readonly string[]): string {
  const nearest = nearestName(name, offered)
  return nearest === undefined ? '' : ` (did you mean ${JSON.stringify(nearest)}?)`
}
