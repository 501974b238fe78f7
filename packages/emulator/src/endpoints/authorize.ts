import { readAuthorizeRequest, readReplyTo } from '../authorize/request.ts'
import { EntraError } from '../errors/entra-error.ts'
import { readBrowser } from './browser-cookie.ts'
import type { EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'
import { replyWithError } from './reply.ts'
import { continueFlow, NEW_FLOW } from './sign-in.ts'

const LIFETIME = '1h'

/**
 * Begins a sign-in, or answers at once when the session and `prompt` allow it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export async function authorize(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  checkTenant(c)
  const isPost = c.req.method === 'POST'
  const encoded = isPost ? await c.req.text() : new URL(c.req.url).search.slice(1)
  const replyTo = readReplyTo(entra, encoded)
  notes.client = replyTo.app.name
  try {
    const request = readAuthorizeRequest(entra, encoded, replyTo)
    notes.scopes = request.scope.split(' ')
    if (request.demand.request) notes.claims = request.demand.request
    const flow = {
      ...request,
      app: replyTo.app,
      goal: { request },
      ...NEW_FLOW,
    }
    const key = entra.grants.newKey('F')
    entra.flows.add(key, flow, LIFETIME)
    return await continueFlow(c, key, flow, readBrowser(c))
  } catch (error) {
    if (error instanceof EntraError) return replyWithError(c, replyTo, error)
    throw error
  }
}
