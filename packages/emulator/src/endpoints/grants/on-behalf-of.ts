import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../../clock.ts'
import { refuse } from '../../errors/catalog.ts'
import { readClaims } from '../../policy/claims-demand.ts'
import { type Cutoffs, isRevoked } from '../../revocation/cutoffs.ts'
import type { Sessions } from '../../sign-in/sessions.ts'
import type { Directory } from '../../tenant/directory.ts'
import { isConfidential } from '../../tenant/model.ts'
import type { Keys } from '../../tokens/keys.ts'
import { checkResource, readScope } from '../../tokens/scope.ts'
import type { Grant, Responder, TokenCall } from './respond.ts'

interface OnBehalfOfParts {
  readonly clock: Clock
  readonly directory: Directory
  readonly sessions: Sessions
  readonly cutoffs: Cutoffs
  readonly keys: Keys
  readonly respond: Responder
}

/**
 * Exchanges a user's token for this API into one for another API.
 *
 * @see [On-behalf-of flow](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow)
 */
export function createOnBehalfOfGrant(parts: OnBehalfOfParts): Grant {
  const { clock, directory, sessions, cutoffs, keys, respond } = parts

  async function verify(call: TokenCall, assertion: string): Promise<JWTPayload> {
    const { authority, client } = call
    const { resource } = client
    try {
      const { payload } = await jwtVerify(assertion, createLocalJWKSet(await keys.jwks()), {
        issuer: [authority.issuer(1), authority.issuer(2)],
        audience: [client.clientId, ...(resource ? [resource.uri] : [])],
        currentDate: new Date(clock.now()),
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

  return async (call) => {
    const { client, form, notes } = call
    if (!isConfidential(client)) throw refuse.missingCredential()
    if (form.need('requested_token_use') !== 'on_behalf_of') {
      throw refuse.malformed("The 'requested_token_use' is not supported.")
    }
    const text = form.need('scope')
    notes.scopes = text.split(' ')
    const demand = readClaims(form.get('claims'))
    if (demand.request) notes.claims = demand.request
    const assertion = await verify(call, form.need('assertion'))
    const { iat = 0, oid, uti, aio, scp } = assertion
    const user = directory.user(String(oid))
    if (scp === undefined || !user) throw refuse.assertionAppOnly(client.clientId)
    notes.user = user.upn
    const cutoff = cutoffs.cutoff(String(oid))
    const session = sessions.get(String(aio))
    if (isRevoked({ iat, uti: String(uti) }, cutoff) || !session) {
      // The caller's user can mend this, once the middle tier hands the claims on.
      if (demand.notBefore !== undefined) {
        const nbf = { essential: true, value: String(demand.notBefore) }
        throw refuse.freshSignIn({ access_token: { nbf } })
      }
      throw refuse.grantRevoked(iat * 1000, (cutoff?.at ?? iat) * 1000)
    }
    const scope = readScope(text, directory)
    checkResource(form.get('resource'), [scope], directory)
    return respond.toUser(call, { session, scope, demand })
  }
}
