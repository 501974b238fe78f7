import { createHash, randomBytes } from 'node:crypto'
import { ConfigurationError } from '@caefetch/core'
import { decodeJwt } from 'jose'
import type { ConsoleParts } from '../console.ts'
import { apiScope, type UserClient } from './demo-client.ts'
import type { DemoRequestName } from './demo-requests.ts'
import { askForTokens, claimsParameter } from './token-client.ts'

/** Where sign-ins for the demo come back to. */
export const callback = '/admin/signed-in'

/** Signs people in for the demo's clients through the pages that any app sends them to. */
export interface SignIns {
  /** Where to send the browser. */
  begin(client: UserClient, call: DemoRequestName): string
  /** Reads the answer; throws a ConfigurationError when nobody waits for it. */
  finish(answer: URLSearchParams): Promise<void>
}

type SignInParts = Pick<ConsoleParts, 'authority' | 'directory' | 'endpoints'>

interface Waiting {
  readonly client: UserClient
  readonly call: DemoRequestName
  readonly verifier: string
  readonly redirectUri: string
}

const signInScope = `${apiScope} openid profile offline_access`
const mostWaiting = 20

export function createSignIns(parts: SignInParts): SignIns {
  const { authority, directory } = parts
  const waiting = new Map<string, Waiting>()

  return {
    begin(client, call) {
      const state = randomBytes(16).toString('base64url')
      const verifier = randomBytes(32).toString('base64url')
      const redirectUri = authority.origin + callback
      waiting.set(state, { client, call, verifier, redirectUri })
      const [oldest = ''] = waiting.keys()
      if (waiting.size > mostWaiting) waiting.delete(oldest)
      const claims = client.outcome?.claims
      // Who answers a challenge stays who they are; else anyone may sign in.
      const who =
        claims && client.user !== undefined
          ? { login_hint: client.user }
          : { prompt: 'select_account' }
      const parameters = new URLSearchParams({
        client_id: client.app.clientId,
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
      return `/${authority.tenantId}/oauth2/v2.0/authorize?${parameters}`
    },

    async finish(answer) {
      const state = answer.get('state') ?? ''
      const signIn = waiting.get(state)
      if (!signIn) throw new ConfigurationError('This sign-in is over. Begin again on the page.')
      waiting.delete(state)
      const { client, call, verifier, redirectUri } = signIn
      const code = answer.get('code')
      if (code === null) {
        const why = answer.get('error_description')?.replace(/ Trace ID.*/s, '')
        return client.notSignedIn(call, why ?? 'Nobody signed in.')
      }
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
      try {
        const tokens = await askForTokens(parts, client.app, { ...form, code_verifier: verifier })
        const { oid } = decodeJwt(tokens.id_token ?? '')
        client.signedIn(tokens, directory.user(String(oid))?.upn)
      } catch (error) {
        return client.notSignedIn(call, (error as Error).message)
      }
      await client.send(call)
    },
  }
}
