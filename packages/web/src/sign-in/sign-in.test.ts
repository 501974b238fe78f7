import { describe, expect, it } from 'vitest'
import { mia, openShop, pat, reasonOf, shopUrl, signIn } from '../shop.fixture.ts'

describe('a sign-in', () => {
  it('goes to Entra with PKCE, state and nonce, and comes back to the page', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const page = await browser.open(`${shopUrl}/list?x=1`)
    const authorize = new URL(page.journey[1] ?? '')
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      response_mode: 'query',
      state: expect.stringMatching(/^[\w-]{22}$/),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
    })
    const list = await browser.submit(page, '/login', { as: mia })
    expect(list).toMatchObject({ url: `${shopUrl}/list?x=1`, status: 200, text: '/list 200' })
  })

  it('tells who is signed in, without a token', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    expect(await (await browser.send(`${shopUrl}/me`)).json()).toBeNull()
    await signIn(browser)
    const user = await (await browser.send(`${shopUrl}/me`)).json()
    expect(user).toMatchObject({ username: mia, tenantId: shop.entra.tenantId })
    expect(JSON.stringify(user)).not.toMatch(/eyJ/)
  })

  it('of two tabs at once brings each back to its own page', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const [one, two] = [await browser.open(`${shopUrl}/one`), await browser.open(`${shopUrl}/two`)]
    expect((await browser.submit(two, '/login', { as: mia })).text).toBe('/two 200')
    expect((await browser.submit(one, '/login', { as: mia })).text).toBe('/one 200')
  })

  it('that is given up many times leaves few cookies', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    for (let tab = 0; tab < 30; tab++) await browser.open(`${shopUrl}/list`)
    expect(browser.cookies.size).toBeLessThan(12)
    const page = await browser.open(`${shopUrl}/list`)
    expect((await browser.submit(page, '/login', { as: mia })).text).toBe('/list 200')
  })

  it('that the user cancels says so, and does not begin again by itself', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const page = await browser.submit(await browser.open(`${shopUrl}/list`), '/cancel')
    expect([page.status, reasonOf(page)]).toEqual([403, 'sign_in_declined'])
    const again = await browser.follow(page, 'Try again')
    expect((await browser.submit(again, '/login', { as: mia })).text).toBe('/list 200')
  })

  it('by another user ends the session that was there', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const before = browser.cookies.get('__Host-caefetch') ?? ''
    const entra = await browser.open(`${shopUrl}/sign-in?returnTo=/me`)
    // Entra knows who is signed in: another one is another browser profile there.
    expect(entra.url).toBe(`${shopUrl}/me`)
    const stale = shop.openBrowser()
    stale.cookies.set('__Host-caefetch', before)
    expect(await (await stale.send(`${shopUrl}/me`)).json()).toBeNull()
    const other = shop.openBrowser()
    expect((await signIn(other, pat)).text).toContain(pat)
  })
})

describe('a sign-out', () => {
  it('ends the session, and Entra’s in this browser', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const cookie = browser.cookies.get('__Host-caefetch') ?? ''
    const page = await browser.open(`${shopUrl}/sign-out`)
    expect(page.url).toBe(`${shopUrl}/`)
    expect(page.text).toContain('nobody')
    expect(page.journey[1]).toContain('/logout?post_logout_redirect_uri=')
    // A copy of the cookie is worth nothing.
    browser.cookies.set('__Host-caefetch', cookie)
    expect(await (await browser.send(`${shopUrl}/me`)).json()).toBeNull()
    expect((await browser.open(`${shopUrl}/list`)).url).toContain(shop.entra.url)
  })

  it('from the application alone leaves the one at Entra', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    expect((await browser.open(`${shopUrl}/sign-out?from=app`)).journey).toHaveLength(2)
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('everywhere ends the sessions of all browsers, and of nobody else', async () => {
    await using shop = await openShop()
    const [one, two, other] = [shop.openBrowser(), shop.openBrowser(), shop.openBrowser()]
    await signIn(one)
    await signIn(two)
    await signIn(other, pat)
    await one.open(`${shopUrl}/sign-out?from=everywhere`)
    const page = await two.open(`${shopUrl}/list`)
    expect([page.status, reasonOf(page)]).toEqual([401, 'session_signed_out'])
    expect((await other.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('by Entra’s front channel ends the session that it names', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const user = await (await browser.send(`${shopUrl}/me`)).json()
    const { sid } = user.idTokenClaims
    const entra = shop.openBrowser()
    expect((await entra.send(`${shopUrl}/front-channel?sid=${sid}`)).status).toBe(200)
    expect(reasonOf(await browser.open(`${shopUrl}/list`))).toBe('session_signed_out')
  })
})
