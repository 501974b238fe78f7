import { refuse } from '../errors/catalog.ts'
import type { Directory } from './directory.ts'
import type { App } from './model.ts'

/** The application with that client id; its name does not do. Throws AADSTS700016 or 7000112. */
export function findClient(directory: Directory, clientId: string): App {
  const app = directory.app(clientId)
  if (!app || app.clientId.toLowerCase() !== clientId.toLowerCase()) {
    throw refuse.unknownClient(clientId)
  }
  if (!app.enabled) throw refuse.disabledClient(clientId)
  return app
}
