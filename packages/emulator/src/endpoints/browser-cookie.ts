import { getCookie, setCookie } from 'hono/cookie'
import type { Browser, Browsers } from '../sign-in/browsers.ts'
import type { EndpointContext } from './context.ts'

/** Which browser a request comes from. */
export interface BrowserCookie {
  read(c: EndpointContext): Browser
  write(c: EndpointContext, browser: Browser): void
}

export function createBrowserCookie(browsers: Browsers, origin: string): BrowserCookie {
  const { protocol, port } = new URL(origin)
  // Cookies are shared by all ports of a host; the name keeps emulators apart.
  const name = `ESTSAUTH${port}`
  // A frame of another site gets the cookie over https only, as with Entra.
  const secure = protocol === 'https:'
  const sameSite = secure ? 'None' : 'Lax'
  return {
    read: (c) => browsers.get(getCookie(c, name)),
    write(c, browser) {
      setCookie(c, name, browser.id, { path: '/', httpOnly: true, secure, sameSite })
    },
  }
}
