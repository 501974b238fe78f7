import { epochSeconds } from '../clock.ts'
import { guidOf } from '../ids.ts'
import type { ClaimsDemand } from '../policy/claims-demand.ts'
import type { Session } from '../sign-in/sessions.ts'
import { type Entra, issuerOf } from '../tenant/authority.ts'
import type { App } from '../tenant/model.ts'
import { loginHint } from './login-hint.ts'

export interface IdTokenRequest {
  readonly client: App
  readonly session: Session
  readonly demand: ClaimsDemand
  /** Given back if, and only if, the client sent one. */
  readonly nonce: string | undefined
}

const lifetime = 3600

/** @see [ID token claims](https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference) */
export async function issueIdToken(entra: Entra, request: IdTokenRequest): Promise<string> {
  const { client, session, demand, nonce } = request
  const { user } = session
  const iat = epochSeconds(entra.clock.now())
  return entra.keys.sign({
    aud: client.clientId,
    iss: issuerOf(entra),
    iat,
    nbf: iat,
    exp: iat + lifetime,
    auth_time: epochSeconds(session.authTime),
    name: user.name,
    oid: user.id,
    preferred_username: user.upn,
    login_hint: loginHint(user),
    sid: session.id,
    sub: guidOf('subject', user.id, client.clientId),
    tid: entra.directory.tenantId,
    uti: entra.ids.opaque(22),
    ver: '2.0',
    ...(nonce !== undefined && { nonce }),
    ...(demand.idTokenContexts.length > 0 && { acrs: demand.idTokenContexts }),
  })
}
