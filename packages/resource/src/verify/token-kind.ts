import type { Caller } from './caller.ts'
import { cloudOf } from './clouds.ts'
import { faultOf, type TokenFault } from './faults.ts'

/**
 * What is wrong with a verified token that is no access token. An ID token of a client that shares the
 * API's registration has the same audience: it has claims of its own, or names no client, or grants nothing.
 *
 * @param typ Of the token's header.
 * @param hasTenant Whether its tenant was checked, as for all tokens of Entra.
 */
export function wrongKind(
  caller: Caller,
  typ: string | undefined,
  hasTenant: boolean,
): TokenFault | undefined {
  // Entra says `JWT` and others may say nothing, but what calls itself something else is that.
  if (!/^(application\/)?(at\+)?jwt$/i.test(typ ?? 'JWT')) return faultOf('not_an_access_token')
  if (isIdToken(caller)) return faultOf('id_token')
  if (/at\+jwt$/i.test(typ ?? '')) return undefined
  const { claims, clientId, scopes, roles } = caller
  const grants = scopes.length > 0 || roles.length > 0 || claims.idtyp === 'app'
  if (hasTenant || cloudOf(claims.iss) !== undefined) {
    if (clientId === undefined) return faultOf('id_token')
    return grants ? undefined : faultOf('no_permission')
  }
  // ID tokens name a client too, as `azp`, and may list roles, but they name none in other ways.
  const isForClient = [claims.client_id, claims.cid, claims.appid].some((id) => id !== undefined)
  const saysSo = claims.token_use === 'access' || claims.typ === 'Bearer'
  return scopes.length > 0 || claims.idtyp === 'app' || isForClient || saysSo
    ? undefined
    : faultOf('not_an_access_token')
}

/**
 * Whether a token has what only ID tokens have: of OpenID Connect, of Cognito, or of Keycloak. Access
 * tokens of B2C have a nonce too, beside their scopes.
 */
export const isIdToken = ({ claims, scopes }: Caller): boolean =>
  claims.at_hash !== undefined ||
  claims.c_hash !== undefined ||
  (claims.nonce !== undefined && scopes.length === 0) ||
  claims.token_use === 'id' ||
  claims.typ === 'ID'
