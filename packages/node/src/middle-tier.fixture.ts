import { ConfidentialClientApplication } from '@azure/msal-node'
import { vi } from 'vitest'
import { createOnBehalfOf, type OnBehalfOfOptions } from './on-behalf-of.ts'
import { type Scene, userScopes } from './scene.fixture.ts'

/** The ready tenant's `web-api`, which calls the orders API for its callers. */
export function startMiddleTier(scene: Scene, options: OnBehalfOfOptions = {}) {
  const app = new ConfidentialClientApplication(scene.config('web-api'))
  const asked = vi.spyOn(app, 'acquireTokenOnBehalfOf')
  return { asked, onBehalfOf: createOnBehalfOf(app, { ...scene.options(userScopes), ...options }) }
}

/** The access token that a caller of the middle tier has sent. */
export const assertionOf = ({ emulator }: Scene, user: string, mfa = false) =>
  emulator.accessToken({ client: 'spa', user, mfa, scopes: ['api://web-api/access_as_user'] })
