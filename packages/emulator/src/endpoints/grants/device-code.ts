import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { readScope } from '../../tokens/scope.ts'
import { respondToUser, type TokenCall, type TokenResponse } from './respond.ts'

/** @see [RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4) */
export async function deviceCode(call: TokenCall): Promise<TokenResponse> {
  const { client, entra, form, notes } = call
  const key = form.get('device_code') ?? form.need('code')
  const found = entra.grants.devices.get(key)
  if (!found) throw refuse.deviceUnknown()
  const { app, outcome, scope, claims } = found.value
  if (app !== client) throw refuse.otherClient()
  if (outcome === 'declined') throw refuse.deviceDeclined()
  if (found.expired) throw refuse.deviceExpired()
  if (outcome === 'pending') throw refuse.devicePending()
  if (outcome.revokedAt !== undefined) throw refuse.deviceExpired()
  notes.scopes = scope.split(' ')
  const demand = readClaims(claims, form.get('claims'))
  const response = await respondToUser(call, {
    session: outcome,
    scope: readScope(scope, entra.directory),
    demand,
  })
  entra.grants.devices.delete(key)
  return response
}
