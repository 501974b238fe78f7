import { viewOf } from '../pages/views.ts'
import type { Parts } from '../parts.ts'
import { clearCookie } from '../request/cookies.ts'
import { toIncoming, type WebRequest } from '../request/incoming.ts'
import { redirect } from '../request/redirect.ts'
import { readReturnTo } from '../request/return-to.ts'
import { isFromElsewhere } from '../request/same-origin.ts'
import type { SignOutOptions } from '../web.ts'

/** Creates what ends the session of a browser. */
export function createSignOut({ plan, apps, sessions, endings, clients, current, show }: Parts) {
  const { origin } = plan.redirectUri

  return async function signOut(
    request: WebRequest,
    { from = 'entra', returnTo }: SignOutOptions = {},
  ): Promise<Response> {
    const incoming = toIncoming(request)
    // By a link of another site, too: it would change something.
    if (isFromElsewhere(incoming, origin)) return show.page(incoming, viewOf('cross_origin'))
    const { session } = await current.look(incoming)
    if (session) {
      const { account, id } = session
      const { tenantId: tid, localAccountId: oid } = account
      if (from === 'everywhere') await endings.end({ tid, oid }, 'signed_out')
      await sessions.end(id)
      clients.forget(id)
    }
    const place = origin + readReturnTo(returnTo ?? '/', plan.redirectUri)
    const location = from === 'app' || !session ? place : entraUrl(session.account, place)
    return redirect(location, clearCookie(plan.cookie))
  }

  /** @see [Sign-out](https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request) */
  function entraUrl(account: { idTokenClaims?: object }, place: string): string {
    const url = new URL(apps.signOutUrl)
    url.searchParams.set('post_logout_redirect_uri', place)
    const { login_hint: hint } = Object(account.idTokenClaims)
    if (typeof hint === 'string') url.searchParams.set('logout_hint', hint)
    return url.href
  }
}
