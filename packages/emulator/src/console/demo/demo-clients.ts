import type { Entra } from '../../tenant/authority.ts'
import { permissionsAt } from '../../tenant/consents.ts'
import type { App, Resource } from '../../tenant/model.ts'
import { isRegistered } from '../../tenant/redirect-uri.ts'
import type { AdminParts, Handler } from '../console.ts'
import { type Caller, createCaller } from './demo-client.ts'
import { callback } from './sign-ins.ts'

/** The clients that may call the demo API: for themselves, or for whoever signs in on the page. */
export function createCallers(parts: AdminParts, api: Handler): Caller[] {
  const { directory } = parts.entra
  const resource = directory.resource('api://orders')
  if (!resource) return []
  return directory.apps.flatMap((app) => [
    ...(canSignIn(parts.entra, app, resource) ? [createCaller(parts, api, app, false)] : []),
    ...(isWorkload(app, resource) ? [createCaller(parts, api, app, true)] : []),
  ])
}

function isWorkload(app: App, resource: Resource): boolean {
  return app.secret !== undefined && permissionsAt(app.application, resource).length > 0
}

function canSignIn(entra: Entra, app: App, resource: Resource): boolean {
  // Whoever must show a private key cannot be played here.
  if (app.keys.length > 0 && app.secret === undefined) return false
  const isHere = isRegistered(entra.origin + callback, app.redirectUris)
  return isHere && permissionsAt(app.delegated, resource).length > 0
}
