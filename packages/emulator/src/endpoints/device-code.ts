import { refuse } from '../errors/catalog.ts'
import { readClaims } from '../policy/claims-demand.ts'
import { readForm } from '../server/form.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { findClient } from '../tenant/find-client.ts'
import { isConfidential } from '../tenant/model.ts'
import type { DeviceCodes } from '../tokens/device-code.ts'
import { deviceCodeLifetime, devicePollInterval } from '../tokens/lifetimes.ts'
import { readScope } from '../tokens/scope.ts'
import { authorityOf } from './authority-of.ts'
import type { EndpointContext } from './context.ts'

interface DeviceAuthorizationParts {
  readonly authorities: Authorities
  readonly directory: Directory
  readonly deviceCodes: DeviceCodes
}

/** @see [RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1) */
export function createDeviceAuthorization(parts: DeviceAuthorizationParts) {
  const { authorities, directory, deviceCodes } = parts
  return async (c: EndpointContext): Promise<Response> => {
    const { notes } = c.var
    const authority = authorityOf(authorities, c)
    const form = await readForm(c.req.raw)
    const app = findClient(directory, form.need('client_id'))
    notes.client = app.name
    if (isConfidential(app)) throw refuse.missingCredential()
    const scope = form.need('scope')
    const claims = form.get('claims')
    notes.scopes = scope.split(' ')
    const { request } = readClaims(claims)
    if (request) notes.claims = request
    readScope(scope, directory)
    const { deviceCode, userCode } = deviceCodes.issue({ authority, app, scope, claims })
    notes.issued = { kinds: ['device_code'] }
    const url = `${authority.origin}/devicelogin`
    return c.json({
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: url,
      expires_in: deviceCodeLifetime,
      interval: devicePollInterval,
      message: `To sign in, use a web browser to open the page ${url} and enter the code ${userCode} to authenticate.`,
    })
  }
}
