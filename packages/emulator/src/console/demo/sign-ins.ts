import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { AdminParts } from '../console.ts'
import { apiScope, type Caller } from './demo-client.ts'
import type { CallName } from './demo-requests.ts'
import { askForTokens, claimsParameter } from './token-client.ts'

/** Where sign-ins for the demo come back to. */
export const callback = '/admin/signed-in'

/** Signs people in for the demo's callers through the pages that any app sends them to. */
export interface SignIns {
  /** Where to send the browser. */
  begin(caller: Caller, call: CallName): string
  /** Reads the answer; throws a `RangeError` when nobody waits for it. */
  finish(answer: URLSearchParams): Promise<void>
}

interface Waiting {
  readonly caller: Caller
  readonly call: CallName
  readonly verifier: string
  readonly redirectUri: string
}

const signInScope = `${apiScope} openid profile offline_access`
const mostWaiting = 20

export function createSignIns(parts: AdminParts): SignIns {
  const { entra } = parts
  const waiting = new Map<string, Waiting>()

  return {
    begin(caller, call) {
      const state = randomBytes(16).toString('base64url')
      const verifier = randomBytes(32).toString('base64url')
      const redirectUri = entra.origin + callback
      waiting.set(state, { caller, call, verifier, redirectUri })
      const [oldest = ''] = waiting.keys()
      if (waiting.size > mostWaiting) waiting.delete(oldest)
      const claims = caller.outcome?.claims
      // Who answers a challenge stays who they are; else anyone may sign in.
      const who =
        claims && caller.user !== undefined
          ? { login_hint: caller.user }
          : { prompt: 'select_account' }
      const parameters = new URLSearchParams({
        client_id: caller.app.clientId,
        response_type: 'code',
        response_mode: 'query',
        redirect_uri: redirectUri,
        scope: signInScope,
        claims: claimsParameter(claims),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...who,
      })
      return `/${entra.directory.tenantId}/oauth2/v2.0/authorize?${parameters}`
    },

    async finish(answer) {
      const state = answer.get('state') ?? ''
      const found = waiting.get(state)
      if (!found) throw new RangeError('This sign-in is over. Begin again on the page.')
      waiting.delete(state)
      const { caller, call, verifier, redirectUri } = found
      const code = answer.get('code')
      if (code === null) {
        const why = answer.get('error_description')?.replace(/ Trace ID.*/s, '')
        return caller.notSignedIn(call, why ?? 'Nobody signed in.')
      }
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
      try {
        const tokens = await askForTokens(parts, caller.app, { ...form, code_verifier: verifier })
        const { oid } = decodeJwt(tokens.id_token ?? '')
        caller.signedIn(tokens, entra.directory.user(String(oid))?.upn)
      } catch (error) {
        return caller.notSignedIn(call, (error as Error).message)
      }
      await caller.send(call)
    },
  }
}
