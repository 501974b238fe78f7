import type { App, Resource } from './model.ts'

type Permissions = Readonly<Record<string, readonly string[]>>
type FindResource = (uri: string) => Resource | undefined

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
export function unknownPermissionsIn(apps: readonly App[], resource: FindResource): string[] {
  return apps.flatMap(({ name, delegated, application }) => [
    ...Object.entries(delegated).flatMap(([uri, scopes]) =>
      missing(`apps.${name}.delegated`, uri, scopes, resource(uri)?.scopes),
    ),
    ...Object.entries(application).flatMap(([uri, roles]) =>
      missing(`apps.${name}.application`, uri, roles, resource(uri)?.roles),
    ),
  ])
}

function missing(
  option: string,
  uri: string,
  wanted: readonly string[],
  offered: readonly string[] | undefined,
): string[] {
  if (!offered) return [`${option}: there is no resource ${JSON.stringify(uri)}`]
  return wanted
    .filter((name) => !offered.includes(name))
    .map((name) => `${option}: ${JSON.stringify(uri)} has no ${JSON.stringify(name)}`)
}
