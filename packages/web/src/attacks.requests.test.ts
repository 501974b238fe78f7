import { afterEach, describe, expect, it, vi } from 'vitest'
import { callbackOf, mia, openShop, pat, reasonOf, shopUrl, signIn } from './shop.fixture.ts'

const cookieName = '__Host-caefetch'

afterEach(() => {
  vi.useRealTimers()
})

describe('the cookie', () => {
  it('of another user is that user’s alone: two who are signed in never see each other', async () => {
    await using shop = await openShop()
    const [one, two] = [shop.openBrowser(), shop.openBrowser()]
    await signIn(one, mia)
    await signIn(two, pat)
    const path = `${shopUrl}/who?path=/me`
    await Promise.all([one, two].map((browser) => browser.open(path)))
    const names = await Promise.all(
      [one, two, one, two].map(
        async (browser) => (await (await browser.send(`${shopUrl}/me`)).json()).username,
      ),
    )
    expect(names).toEqual([mia, pat, mia, pat])
  })

  it.each<[string, (cookie: string) => string]>([
    [
      'changed in one character',
      (cookie) => cookie.replace(/.(?=.$)/, (c) => (c === 'A' ? 'B' : 'A')),
    ],
    [
      'changed in the middle',
      (cookie) => `${cookie.slice(0, 200)}${cookie[200] === 'a' ? 'b' : 'a'}${cookie.slice(201)}`,
    ],
    ['cut', (cookie) => cookie.slice(0, -10)],
    ['of 100 kB', (cookie) => cookie + 'x'.repeat(100_000)],
    ['of nothing', () => ''],
    ['of text', () => 'admin'],
    ['that is no percent-encoding', () => '%E0%A4%A'],
    ['sealed with another secret', () => 'Fe26.2*abcdefgh*a*b*c**d*e~2'],
  ])('%s is no session', async (_, change) => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    browser.cookies.set(cookieName, change(browser.cookies.get(cookieName) ?? ''))
    expect(await (await browser.send(`${shopUrl}/me`)).json()).toBeNull()
    // No browser keeps one of that size, and no server would answer.
    if ((browser.cookies.get(cookieName) ?? '').length > 4096) browser.cookies.delete(cookieName)
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('is __Host-, HttpOnly, Secure and SameSite=Lax, holds no token, and is small', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const callback = await callbackOf(browser, `${shopUrl}/list`)
    const request = new Request(callback, {
      headers: {
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    })
    const response = await shop.web.callback(request)
    const lines = response.headers.getSetCookie()
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      expect(line).toMatch(/^__Host-/)
      expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
      expect(line.length).toBeLessThan(1000)
      expect(line).not.toMatch(/eyJ|mfa-user/)
    }
  })
})

describe('CSRF', () => {
  it('a callback by POST from elsewhere is refused', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const callback = await callbackOf(browser, `${shopUrl}/list`)
    const { searchParams } = new URL(callback)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const page = await browser.open(
      `${shopUrl}/auth`,
      { method: 'POST', body: searchParams.toString(), headers },
      'https://evil.test/',
    )
    expect(page.status).toBe(405)
    expect(browser.cookies.has(cookieName)).toBe(false)
  })

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['a sibling of the site', { origin: 'https://other.localhost', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a browser that says no origin', { origin: '', 'sec-fetch-site': 'cross-site' }],
    ['a browser without fetch metadata', { origin: 'https://evil.test', 'sec-fetch-site': '' }],
  ])('a form of %s changes nothing', async (_, headers) => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const page = await browser.open(`${shopUrl}/orders`, {
      method: 'POST',
      body: 'item=lamp',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([page.status, reasonOf(page)]).toEqual([403, 'cross_origin'])
    expect(shop.api.requests).toEqual([])
  })

  it('without an adapter the session is not given to such a form either', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, origin: 'https://evil.test' }
    const request = new Request(`${shopUrl}/orders`, { method: 'POST', headers })
    await expect(shop.web.user(request)).rejects.toMatchObject({ code: 'cross_origin' })
    const error = await shop.web
      .fetch(request)(`${shop.api.url}/orders`)
      .catch((thrown) => thrown)
    expect((await shop.web.respond(request, error))?.status).toBe(403)
  })

  it('a link of another site signs nobody out', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const page = await browser.open(`${shopUrl}/sign-out`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(reasonOf(page)).toBe('cross_origin')
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })
})
