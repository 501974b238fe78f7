import type { App, Resource } from '../../tenant/model.ts'
import { permissionsAt } from '../../tenant/permissions.ts'
import { isRegistered } from '../../tenant/redirect-uri.ts'
import type { ConsoleParts, Handler } from '../console.ts'
import { createUserClient, createWorkload, type DemoClient } from './demo-client.ts'
import { callback } from './sign-ins.ts'

type DemoParts = Pick<ConsoleParts, 'authority' | 'directory' | 'endpoints'>

/** The clients that may call the demo API: for themselves, or for whoever signs in on the page. */
export function createDemoClients(parts: DemoParts, api: Handler): DemoClient[] {
  const { authority, directory } = parts
  const resource = directory.resource('api://orders')
  if (!resource) return []
  const redirectUri = authority.origin + callback
  return directory.apps.flatMap((app) => [
    ...(canSignIn(app, resource, redirectUri) ? [createUserClient(parts, api, app)] : []),
    ...(isWorkload(app, resource) ? [createWorkload(parts, api, app)] : []),
  ])
}

function isWorkload(app: App, resource: Resource): boolean {
  return app.secret !== undefined && permissionsAt(app.application, resource).length > 0
}

function canSignIn(app: App, resource: Resource, redirectUri: string): boolean {
  // Whoever must show a private key cannot be played here.
  if (app.keys.length > 0 && app.secret === undefined) return false
  const isHere = isRegistered(redirectUri, app.redirectUris)
  return isHere && permissionsAt(app.delegated, resource).length > 0
}
