import { readClaims } from '../../policy/claims-demand.ts'
import type { Directory } from '../../tenant/directory.ts'
import type { DeviceCodes } from '../../tokens/device-code.ts'
import { readScope } from '../../tokens/scope.ts'
import type { Grant, Responder } from './respond.ts'

interface DeviceCodeParts {
  readonly directory: Directory
  readonly deviceCodes: DeviceCodes
  readonly respond: Responder
}

/** Gives a device its tokens, once its user has signed in. */
export function createDeviceCodeGrant(parts: DeviceCodeParts): Grant {
  const { directory, deviceCodes, respond } = parts
  return async (call) => {
    const { client, form, notes } = call
    const code = form.get('device_code') ?? form.need('code')
    const { session, scope, claims } = deviceCodes.redeem(code, client)
    notes.scopes = scope.split(' ')
    const demand = readClaims(claims, form.get('claims'))
    const grant = { session, scope: readScope(scope, directory), demand }
    const response = await respond.toUser(call, grant)
    deviceCodes.delete(code)
    return response
  }
}
