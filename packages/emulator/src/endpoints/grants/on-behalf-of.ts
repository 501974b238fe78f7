import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { isRevoked } from '../../revocation/cutoffs.ts'
import { issuerOf } from '../../tenant/authority.ts'
import { isConfidential } from '../../tenant/model.ts'
import { readScope } from '../../tokens/scope.ts'
import { respondToUser, type TokenCall, type TokenResponse } from './respond.ts'

/**
 * Exchanges a user's token for this API into one for another API.
 *
 * @see [On-behalf-of flow](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export async function onBehalfOf(call: TokenCall): Promise<TokenResponse> {
  const { client, entra, form, notes } = call
  if (!isConfidential(client)) throw refuse.missingCredential()
  if (form.need('requested_token_use') !== 'on_behalf_of') {
    throw refuse.malformed("The 'requested_token_use' is not supported.")
  }
  const text = form.need('scope')
  notes.scopes = text.split(' ')
  const demand = readClaims(form.get('claims'))
  if (demand.request) notes.claims = demand.request
  const assertion = await verifyAssertion(call, form.need('assertion'))
  const { iat = 0, oid, uti, aio, scp } = assertion
  const user = entra.directory.user(String(oid))
  if (scp === undefined || !user) throw refuse.assertionAppOnly()
  notes.user = user.upn
  const cutoff = entra.revocations.cutoff(user.id)
  const session = entra.sessions.get(String(aio))
  if (isRevoked({ iat, uti: String(uti) }, cutoff) || !session) {
    // The caller's user can mend this, once the middle tier hands the claims on.
    if (demand.notBefore !== undefined) {
      const nbf = { essential: true, value: String(demand.notBefore) }
      throw refuse.freshSignIn({ access_token: { nbf } })
    }
    throw refuse.grantRevoked(iso(iat), iso(cutoff?.at ?? iat))
  }
  return respondToUser(call, { session, scope: readScope(text, entra.directory), demand })
}

async function verifyAssertion(call: TokenCall, assertion: string): Promise<JWTPayload> {
  const { client, entra } = call
  const { resource } = client
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(await entra.keys.jwks()), {
      issuer: [issuerOf(entra, 1), issuerOf(entra, 2)],
      audience: [client.clientId, ...(resource ? [resource.uri] : [])],
      currentDate: new Date(entra.clock.now()),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refuse.assertionGrantExpired()
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
      throw refuse.assertionGrantAudience(client.clientId)
    }
    throw refuse.assertionGrantInvalid()
  }
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
