import type { EntraError } from '../errors/entra-error.ts'
import type { ReplyTo } from '../sign-in/authorize-request.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { formPostPage } from '../sign-in/pages/plain-pages.ts'
import { replyFields, replyUrl } from '../sign-in/reply.ts'
import { describeError, type EndpointContext } from './context.ts'

/** Sends an answer to the client in the way it asked for. */
export function reply(
  c: EndpointContext,
  to: ReplyTo,
  parameters: Record<string, string>,
): Response | Promise<Response> {
  if (to.mode !== 'form_post') {
    c.header('cache-control', 'no-store')
    return c.redirect(replyUrl(to, parameters))
  }
  return c.html(formPostPage(to.redirectUri, replyFields(to, parameters)), 200, pageHeaders)
}

/** Tells the client what went wrong; claims go along, so that it can ask again with them. */
export function replyWithError(
  c: EndpointContext,
  to: ReplyTo,
  thrown: EntraError,
): Response | Promise<Response> {
  const { error, error_description, suberror, claims } = describeError(c, thrown)
  return reply(c, to, {
    error,
    error_description,
    ...(suberror !== undefined && { suberror }),
    ...(claims !== undefined && { claims }),
  })
}
