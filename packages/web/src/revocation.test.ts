import { createEventReceiver } from '@caefetch/resource'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mia, openShop, pat, reasonOf, type Shop, shopUrl, signIn } from './shop.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

const audience = 'https://shop.contoso.test/events'

/** The application hears of security events. */
function listen(shop: Shop) {
  const { entra, web } = shop
  const { issuer, jwksUri } = entra
  const receive = createEventReceiver({ issuer, jwksUri, audience, revocations: web.revocations })
  return entra.events.push({ url: 'https://shop.contoso.test/events', audience, fetch: receive })
}

describe('a session ends', () => {
  it('by a security event: every tab is told on its next request, and leads to the sign-in', async () => {
    await using shop = await openShop()
    const stream = listen(shop)
    const browser = shop.openBrowser()
    await signIn(browser)
    await browser.open(`${shopUrl}/list`)
    const requests = shop.api.requests.length
    await shop.entra.revokeSessions(mia)
    expect(stream.deliveries.map(({ status }) => status)).toEqual([202])
    for (const tab of ['one', 'two', 'three']) {
      const page = await browser.open(`${shopUrl}/${tab}`)
      expect([page.status, reasonOf(page)]).toEqual([401, 'session_revoked'])
      const script = await browser.script(`${shopUrl}/${tab}`)
      expect(await script.json()).toMatchObject({ code: 'session_revoked', asked: 'sign-in' })
    }
    // Not even the API was asked.
    expect(shop.api.requests).toHaveLength(requests)
    const page = await browser.open(`${shopUrl}/three?x=1`)
    const entra = await browser.follow(page, 'Sign in')
    const back = await browser.submit(entra, '/login', { as: mia })
    expect(back).toMatchObject({ url: `${shopUrl}/three?x=1`, text: '/three 200' })
  })

  it('of that user alone', async () => {
    await using shop = await openShop()
    listen(shop)
    const [one, two] = [shop.openBrowser(), shop.openBrowser()]
    await signIn(one, mia)
    await signIn(two, pat)
    await shop.entra.revokeSessions(mia)
    expect(reasonOf(await one.open(`${shopUrl}/list`))).toBe('session_revoked')
    expect((await two.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('when an administrator ends it, by user or by session', async () => {
    await using shop = await openShop()
    const [one, two] = [shop.openBrowser(), shop.openBrowser()]
    await signIn(one)
    await signIn(two)
    const user = await (await one.send(`${shopUrl}/me`)).json()
    await shop.web.endSessions({ sid: user.idTokenClaims.sid })
    expect(reasonOf(await one.open(`${shopUrl}/list`))).toBe('session_ended')
    expect((await two.open(`${shopUrl}/list`)).text).toBe('/list 200')
    await shop.web.endSessions({ tid: user.tenantId.toUpperCase(), oid: user.localAccountId })
    expect(reasonOf(await two.open(`${shopUrl}/list`))).toBe('session_ended')
    await signIn(two)
    expect((await two.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('when Entra refuses to go on, in all browsers of the user', async () => {
    await using shop = await openShop()
    const [one, two, other] = [shop.openBrowser(), shop.openBrowser(), shop.openBrowser()]
    await signIn(one)
    await signIn(two)
    await signIn(other, pat)
    // Nobody tells the application: the API challenges, and Entra has no more tokens.
    await shop.entra.revokeSessions(mia)
    expect(reasonOf(await one.open(`${shopUrl}/list`))).toBe('session_revoked')
    shop.entra.journal.clear()
    expect(reasonOf(await two.open(`${shopUrl}/list`))).toBe('session_revoked')
    expect(shop.tokenRequests()).toBe(0)
    expect((await other.open(`${shopUrl}/list`)).text).toBe('/list 200')
    const entra = await two.follow(await two.open(`${shopUrl}/list`), 'Sign in')
    expect((await two.submit(entra, '/login', { as: mia })).text).toBe('/list 200')
  })

  it('without a request for so long, and at last whatever happens', async () => {
    await using shop = await openShop({ sessions: { idle: 60_000, lifetime: 150_000 } })
    const browser = shop.openBrowser()
    await signIn(browser)
    const start = Date.now()
    const isIn = async (seconds: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: start + seconds * 1000 })
      return (await (await browser.send(`${shopUrl}/me`)).json()) !== null
    }
    expect([await isIn(50), await isIn(100), await isIn(145), await isIn(155)]).toEqual([
      true,
      true,
      true,
      false,
    ])
    vi.useRealTimers()
    await signIn(browser)
    expect(await isIn(200)).toBe(false)
  })

  it('with the process that held it: the user signs in again, without a loop', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    shop.restart()
    const page = await browser.open(`${shopUrl}/list`)
    // Entra knows the user, and asks nothing.
    expect(page.text).toBe('/list 200')
    expect(page.journey).toHaveLength(4)
  })

  it('whose replicas do not share it says so, and does not send the user to and fro', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    // The balancer sends each page to another replica than the sign-in that it comes from.
    const replicas = [shop.startReplica(), shop.startReplica()] as const
    let turn = 0
    const serve = (request: Request) => {
      if (request.url.endsWith('/list')) turn = 1 - turn
      return (turn ? replicas[0] : replicas[1]).serve(request)
    }
    shop.restart({ ...replicas[0], serve })
    const page = await browser.open(`${shopUrl}/list`)
    expect([page.status, reasonOf(page)]).toEqual([500, 'session_lost'])
    expect(page.journey).toHaveLength(4)
  })
})

it('1,000 warm requests of 100 users make no token request', async () => {
  const users = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [`user-${index}@contoso.test`, {}]),
  )
  await using shop = await openShop({ emulator: { users } })
  const browsers = await Promise.all(
    Object.keys(users).map(async (user) => {
      const browser = shop.openBrowser()
      await signIn(browser, user)
      await browser.open(`${shopUrl}/list`)
      return { user, browser }
    }),
  )
  shop.entra.journal.clear()
  const answers = await Promise.all(
    browsers.flatMap(({ user, browser }) =>
      Array.from({ length: 10 }, async () => {
        const page = await (await browser.script(`${shopUrl}/who?path=/me`)).text()
        const me = await (await browser.send(`${shopUrl}/me`)).json()
        return page === '/who 200' && me.username === user
      }),
    ),
  )
  expect(answers).toHaveLength(1000)
  expect(answers.every(Boolean)).toBe(true)
  expect(shop.entra.journal.entries()).toEqual([])
})
