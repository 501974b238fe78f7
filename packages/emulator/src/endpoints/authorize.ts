import { EntraError } from '../errors/entra-error.ts'
import { readAuthorizeRequest, readReplyTo } from '../sign-in/authorize-request.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { signInLifetime } from '../tokens/lifetimes.ts'
import { authorityOf } from './authority-of.ts'
import type { EndpointContext } from './context.ts'
import { replyWithError } from './reply.ts'
import type { SignIn } from './sign-in.ts'

interface AuthorizeParts {
  readonly authorities: Authorities
  readonly directory: Directory
  readonly signIn: SignIn
}

/**
 * Begins a sign-in, or answers at once when the session and `prompt` allow it.
 *
 * @see [Authorization code flow](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow)
 */
export function createAuthorize({ authorities, directory, signIn }: AuthorizeParts) {
  return async (c: EndpointContext): Promise<Response> => {
    const { notes } = c.var
    const authority = authorityOf(authorities, c)
    const isPost = c.req.method === 'POST'
    const encoded = isPost ? await c.req.text() : new URL(c.req.url).search.slice(1)
    const replyTo = readReplyTo(directory, encoded)
    notes.client = replyTo.app.name
    try {
      const request = readAuthorizeRequest(directory, encoded, replyTo)
      notes.scopes = request.scope.split(' ')
      if (request.demand.request) notes.claims = request.demand.request
      const flow = { ...request, authority, app: replyTo.app, goal: { request } }
      return await signIn.begin(c, flow, signInLifetime)
    } catch (error) {
      if (error instanceof EntraError) return replyWithError(c, replyTo, error)
      throw error
    }
  }
}
