import { refuse } from '../errors/catalog.ts'
import { readClaims } from '../policy/claims-demand.ts'
import { readForm } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { deviceCodePage } from '../sign-in/pages/plain-pages.ts'
import { readScopes } from '../tokens/scope.ts'
import { readBrowser } from './browser-cookie.ts'
import type { EndpointContext } from './context.ts'
import { continueFlow, newFlow } from './sign-in.ts'

/** The page that a device sends its user to. */
export function deviceLoginPage(c: EndpointContext): Response | Promise<Response> {
  const code = c.req.query('otc') ?? ''
  return c.html(deviceCodePage(c.req.path, code, undefined), 200, pageHeaders)
}

/** Takes the code and begins a sign-in for the device. */
export async function deviceLogin(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  const form = await readForm(c.req.raw)
  const typed = form.get('code') ?? ''
  const device = entra.grants.devices.find(
    ({ userCode, outcome }) => outcome === 'pending' && userCode === typed.trim().toUpperCase(),
  )
  if (!device) {
    const problem = refuse.deviceUnknown().message
    return c.html(deviceCodePage(c.req.path, typed, problem), 200, pageHeaders)
  }
  const { app } = device
  notes.client = app.name
  const flow = {
    app,
    scopes: readScopes(device.scope, entra.directory),
    demand: readClaims(device.claims),
    // Never silently: the code may have come from someone else.
    prompt: 'select_account' as const,
    loginHint: undefined,
    sid: undefined,
    goal: { device },
    ...newFlow,
  }
  const key = entra.grants.newKey('F')
  entra.flows.add(key, flow, '15m')
  return continueFlow(c, key, flow, readBrowser(c))
}
