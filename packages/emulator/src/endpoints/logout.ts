import { decodeJwt } from 'jose'
import { createForm } from '../server/form.ts'
import { pageHeaders } from '../sign-in/pages/layout.ts'
import { messagePage } from '../sign-in/pages/plain-pages.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { isRegistered } from '../tenant/redirect-uri.ts'
import { hintedUser } from '../tokens/login-hint.ts'
import { authorityOf } from './authority-of.ts'
import type { BrowserCookie } from './browser-cookie.ts'
import type { EndpointContext } from './context.ts'

interface LogoutParts {
  readonly authorities: Authorities
  readonly directory: Directory
  readonly cookie: BrowserCookie
}

/**
 * Signs out in this browser; refresh tokens stay good, as in Entra.
 *
 * @see [OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)
 */
export function createLogout({ authorities, directory, cookie }: LogoutParts) {
  return async (c: EndpointContext): Promise<Response> => {
    authorityOf(authorities, c)
    const isPost = c.req.method === 'POST'
    const form = createForm(
      new URLSearchParams(isPost ? await c.req.text() : new URL(c.req.url).search),
    )
    const browser = cookie.read(c)
    const hint = form.get('logout_hint') ?? subjectOf(form.get('id_token_hint'))
    const hinted = hintedUser(hint, directory)
    for (const session of browser.sessions()) {
      if (hinted && session.user !== hinted) continue
      c.var.notes.user = session.user.upn
      browser.remove(session)
    }
    cookie.write(c, browser)
    const uri = form.get('post_logout_redirect_uri')
    const isKnown = directory.apps.some((app) => isRegistered(uri ?? '', app.redirectUris))
    if (uri === undefined || !isKnown) {
      return c.html(messagePage('You are signed out', 'You can close this page.'), 200, pageHeaders)
    }
    const target = new URL(uri)
    const state = form.get('state')
    if (state !== undefined) target.searchParams.set('state', state)
    return c.redirect(target.href)
  }
}

/** The user of an ID token; its signature does not matter to who may sign out. */
function subjectOf(idToken: string | undefined): string | undefined {
  try {
    return idToken === undefined ? undefined : String(decodeJwt(idToken).oid)
  } catch {
    return undefined
  }
}
