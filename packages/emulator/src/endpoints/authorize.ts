import { EntraError } from '../errors/entra-error.ts'
import { readAuthorizeRequest, readReplyTo } from '../sign-in/authorize-request.ts'
import { readBrowser } from './browser-cookie.ts'
import type { EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'
import { replyWithError } from './reply.ts'
import { continueFlow, newFlow } from './sign-in.ts'

const lifetime = '1h'

/**
 * Begins a sign-in, or answers at once when the session and `prompt` allow it.
 *
 * @see [Authorization code flow](https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow)
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
      ...newFlow,
    }
    const key = entra.grants.newKey('F')
    entra.flows.add(key, flow, lifetime)
    return await continueFlow(c, key, flow, readBrowser(c))
  } catch (error) {
    if (error instanceof EntraError) return replyWithError(c, replyTo, error)
    throw error
  }
}
