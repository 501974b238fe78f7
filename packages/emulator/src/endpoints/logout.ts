import { decodeJwt } from 'jose'
import { createForm } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { messagePage } from '../sign-in/pages/plain-pages.ts'
import { isRegistered } from '../tenant/redirect-uri.ts'
import { hintedUser } from '../tokens/login-hint.ts'
import { readBrowser, writeBrowser } from './browser-cookie.ts'
import type { EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'

/**
 * Signs out in this browser; refresh tokens stay good, as in Entra.
 *
 * @see [OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)
 */
export async function logout(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  checkTenant(c)
  const isPost = c.req.method === 'POST'
  const form = createForm(
    new URLSearchParams(isPost ? await c.req.text() : new URL(c.req.url).search),
  )
  const browser = readBrowser(c)
  const hint = form.get('logout_hint') ?? subjectOf(form.get('id_token_hint'))
  const hinted = hintedUser(hint, entra.directory)
  for (const session of browser.sessions()) {
    if (hinted && session.user !== hinted) continue
    notes.user = session.user.upn
    browser.remove(session)
  }
  writeBrowser(c, browser)
  const uri = form.get('post_logout_redirect_uri')
  const isKnown = entra.directory.apps.some((app) => isRegistered(uri ?? '', app.redirectUris))
  if (uri === undefined || !isKnown) {
    return c.html(messagePage('You are signed out', 'You can close this page.'), 200, pageHeaders)
  }
  const target = new URL(uri)
  const state = form.get('state')
  if (state !== undefined) target.searchParams.set('state', state)
  return c.redirect(target.href)
}

/** The user of an ID token; its signature does not matter to who may sign out. */
function subjectOf(idToken: string | undefined): string | undefined {
  try {
    return idToken === undefined ? undefined : String(decodeJwt(idToken).oid)
  } catch {
    return undefined
  }
}
