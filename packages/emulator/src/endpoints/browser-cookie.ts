import { getCookie, setCookie } from 'hono/cookie'
import type { Browser } from '../sign-in/browsers.ts'
import type { EndpointContext } from './context.ts'

// Cookies are shared by all ports of a host; the name keeps emulators apart.
const nameOf = (origin: string): string => `ESTSAUTH${new URL(origin).port}`

export function readBrowser(c: EndpointContext): Browser {
  const { browsers, origin } = c.var.entra
  return browsers.get(getCookie(c, nameOf(origin)))
}

/** A frame of another site gets the cookie over https only, as with Entra. */
export function writeBrowser(c: EndpointContext, browser: Browser): void {
  const { origin } = c.var.entra
  const secure = origin.startsWith('https:')
  const sameSite = secure ? 'None' : 'Lax'
  setCookie(c, nameOf(origin), browser.id, { path: '/', httpOnly: true, secure, sameSite })
}
