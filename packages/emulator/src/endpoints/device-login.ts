import { refuse } from '../errors/catalog.ts'
import { readClaims } from '../policy/claims-demand.ts'
import { readForm } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { deviceCodePage } from '../sign-in/pages/plain-pages.ts'
import type { Directory } from '../tenant/directory.ts'
import type { DeviceCodes } from '../tokens/device-code.ts'
import { deviceSignInLifetime } from '../tokens/lifetimes.ts'
import { readScopes } from '../tokens/scope.ts'
import type { EndpointContext } from './context.ts'
import type { SignIn } from './sign-in.ts'

interface DeviceLoginParts {
  readonly directory: Directory
  readonly deviceCodes: DeviceCodes
  readonly signIn: SignIn
}

/** The page that a device sends its user to. */
export function deviceLoginPage(c: EndpointContext): Response | Promise<Response> {
  const code = c.req.query('otc') ?? ''
  return c.html(deviceCodePage(c.req.path, code, undefined), 200, pageHeaders)
}

/** Takes the code and begins a sign-in for the device. */
export function createDeviceLogin(parts: DeviceLoginParts) {
  const { directory, deviceCodes, signIn } = parts
  return async (c: EndpointContext): Promise<Response> => {
    const form = await readForm(c.req.raw)
    const userCode = form.get('code') ?? ''
    const device = deviceCodes.waiting(userCode.trim().toUpperCase())
    if (!device) {
      const problem = refuse.deviceUnknown().message
      return c.html(deviceCodePage(c.req.path, userCode, problem), 200, pageHeaders)
    }
    const { app, authority } = device
    c.var.notes.client = app.name
    const flow = {
      authority,
      app,
      scopes: readScopes(device.scope, directory),
      demand: readClaims(device.claims),
      // Never silently: the code may have come from someone else.
      prompt: 'select_account' as const,
      maxAge: undefined,
      loginHint: undefined,
      sid: undefined,
      goal: { device },
    }
    return signIn.begin(c, flow, deviceSignInLifetime)
  }
}
