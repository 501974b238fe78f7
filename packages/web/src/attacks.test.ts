import { encodeClaims } from '@caefetch/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { callbackOf, mia, openShop, pat, reasonOf, shopUrl, signIn } from './shop.fixture.ts'

const cookieName = '__Host-caefetch'

afterEach(() => {
  vi.useRealTimers()
})

describe('open redirect: returnTo', () => {
  it.each([
    'https://evil.test/',
    '//evil.test/',
    '///evil.test/',
    '\\\\evil.test/',
    '/\\evil.test/',
    '/\t/evil.test/',
    '/\n/evil.test/',
    ' https://evil.test/',
    'https:evil.test',
    'https:///evil.test/',
    'https://localhost@evil.test/',
    'https://localhost.evil.test/',
    'https://localhost:444/',
    'http://localhost/',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    '/.//evil.test/',
    '/..//evil.test/',
    'https://evil.test\\@localhost/',
    '/auth?sign-in',
    '%2F%2Fevil.test',
    `/${'x'.repeat(5000)}`,
  ])('%j leads nowhere but to the application', async (returnTo) => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const entra = await browser.open(`${shopUrl}/sign-in?returnTo=${encodeURIComponent(returnTo)}`)
    const page = await browser.submit(entra, '/login', { as: mia })
    expect(new URL(page.url).origin).toBe(shopUrl)
    for (const address of page.journey) {
      expect([shopUrl, shop.entra.url]).toContain(new URL(address).origin)
    }
  })

  it('by the referer of a script leads nowhere else either', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const headers = { referer: 'https://evil.test/page' }
    const body = await (await browser.script(`${shopUrl}/list`, { headers })).json()
    expect(body.location).toBe('/auth?sign-in&returnTo=%2F')
  })
})

describe('login CSRF', () => {
  it('a code of the attacker’s signs nobody in who did not begin the sign-in', async () => {
    await using shop = await openShop()
    const attacker = shop.openBrowser()
    const callback = await callbackOf(attacker, `${shopUrl}/sign-in`, pat)
    const victim = shop.openBrowser()
    const page = await victim.open(callback, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect([page.status, reasonOf(page)]).toEqual([400, 'sign_in_unknown'])
    expect(victim.cookies.has(cookieName)).toBe(false)
  })

  it('a callback in a frame signs nobody in', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const callback = await callbackOf(browser, `${shopUrl}/list`)
    const page = await browser.open(callback, { headers: { 'sec-fetch-dest': 'iframe' } })
    expect(reasonOf(page)).toBe('sign_in_unknown')
    expect(browser.cookies.has(cookieName)).toBe(false)
  })
})

it('state of another session: a step-up that another browser began is not finished here', async () => {
  await using shop = await openShop()
  const [one, two] = [shop.openBrowser(), shop.openBrowser()]
  await signIn(one)
  await signIn(two)
  const location = await callbackOf(one, `${shopUrl}/deletion?path=/orders/1&method=DELETE`)
  const page = await two.open(location)
  expect([page.status, reasonOf(page)]).toEqual([400, 'sign_in_unknown'])
  // With the cookie of the attempt as well: the session is another one.
  const state = new URL(location).searchParams.get('state')
  two.cookies.set(`${cookieName}.${state}`, one.cookies.get(`${cookieName}.${state}`) ?? '')
  expect(reasonOf(await two.open(location))).toBe('sign_in_unknown')
  expect(shop.entra.journal.tokenRequests({ grant: 'authorization_code' })).toHaveLength(2)
})

it('replayed code: a callback is good for once, and Entra is not asked again', async () => {
  await using shop = await openShop()
  const browser = shop.openBrowser()
  const callback = await callbackOf(browser, `${shopUrl}/list`)
  const cookies = new Map(browser.cookies)
  expect((await browser.open(callback)).text).toBe('/list 200')
  for (const [name, value] of cookies) browser.cookies.set(name, value)
  shop.entra.journal.clear()
  const page = await browser.open(callback)
  expect(reasonOf(page)).toBe('sign_in_unknown')
  expect(shop.tokenRequests()).toBe(0)
})

it('a code in another attempt of the same browser is refused by its nonce or verifier', async () => {
  await using shop = await openShop()
  const browser = shop.openBrowser()
  const first = await callbackOf(browser, `${shopUrl}/one`)
  const second = await callbackOf(browser, `${shopUrl}/two`)
  const mixed = new URL(second)
  mixed.searchParams.set('code', new URL(first).searchParams.get('code') ?? '')
  const page = await browser.open(mixed.href)
  expect([page.status, reasonOf(page)]).toEqual([403, 'sign_in_failed'])
  expect(browser.cookies.has(cookieName)).toBe(false)
})

it('session fixation: the id is another one after each sign-in, and the old one is nobody’s', async () => {
  await using shop = await openShop()
  const attacker = shop.openBrowser()
  await signIn(attacker, pat)
  const planted = attacker.cookies.get(cookieName) ?? ''
  const victim = shop.openBrowser()
  victim.cookies.set(cookieName, planted)
  await signIn(victim, mia)
  expect(victim.cookies.get(cookieName)).not.toBe(planted)
  expect(await (await attacker.send(`${shopUrl}/me`)).json()).toBeNull()
})

describe('a downstream API', () => {
  it('that challenges for ever ends with a page that says so', async () => {
    // Each time it wants a sign-in that is later than the one that the token is of.
    const gateway = () => {
      const later = String(Math.floor(shop.entra.clock.now() / 1000) + 10)
      void shop.entra.clock.advance('10s')
      return challenge({ access_token: { nbf: { essential: true, value: later } } })
    }
    await using shop = await openShop({ api: { gateway } })
    const browser = shop.openBrowser()
    await signIn(browser)
    const entra = await browser.open(`${shopUrl}/list`)
    expect(entra.url).toContain(shop.entra.url)
    const page = await browser.submit(entra, '/login', { as: mia })
    expect([page.url, page.status, reasonOf(page)]).toEqual([
      `${shopUrl}/list`,
      403,
      'challenge_repeated',
    ])
    const script = await browser.script(`${shopUrl}/list`)
    expect([script.status, (await script.json()).code]).toEqual([403, 'challenge_repeated'])
    // The user may insist.
    const again = await browser.follow(page, 'Try again')
    expect(reasonOf(await browser.submit(again, '/login', { as: mia }))).toBe('challenge_repeated')
  })

  it('whose claims are markup puts none of it into a page', async () => {
    const markup = '"><script>alert(1)</script>'
    await using shop = await openShop({
      resume: 'confirm',
      api: {
        gateway: () =>
          challenge({
            access_token: {
              [markup]: { essential: true, value: markup },
              acrs: { essential: true, value: 'c1' },
            },
          }),
      },
    })
    const browser = shop.openBrowser()
    await signIn(browser)
    const script = await browser.script(`${shopUrl}/list`)
    expect(await script.text()).not.toContain('<script>')
    expect(script.headers.get('www-authenticate')).not.toContain('script')
    const entra = await browser.open(`${shopUrl}/list`)
    const denied = await browser.submit(entra, '/mfa', { answer: 'deny' })
    expect(denied.text).not.toContain('alert')
    const csp = denied.headers.get('content-security-policy')
    expect(csp).toMatch(/^default-src 'none'/)
    expect(csp).not.toContain('script-src')
  })

  it('of which a form is markup has it escaped in the page that asks', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    await signIn(browser)
    const why = `"><script>alert(1)</script>`
    const entra = await browser.open(`${shopUrl}/orders/1/delete`, {
      method: 'POST',
      body: new URLSearchParams({ why, [why]: 'x' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const page = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect(reasonOf(page)).toBe('request_interrupted')
    expect(page.text).not.toContain('<script>')
    expect(page.text).toContain('&lt;script&gt;')
  })
})

it('errors of Entra that are markup are shown as codes alone', async () => {
  await using shop = await openShop()
  const browser = shop.openBrowser()
  const entra = await browser.open(`${shopUrl}/list`)
  const state = new URL(entra.journey[1] ?? '').searchParams.get('state')
  const query = new URLSearchParams({
    state: state ?? '',
    error: '<b>',
    error_description: 'AADSTS50105: <script>alert(1)</script>',
  })
  const page = await browser.open(`${shopUrl}/auth?${query}`)
  expect(page.text).toContain('error, AADSTS50105')
  expect(page.text).not.toContain('alert')
})

it('no token stands in a cookie, a page, an address or a log', async () => {
  await using shop = await openShop({ resume: 'confirm' })
  const logged: unknown[] = []
  const spies = (['log', 'warn', 'error', 'info'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...values) => void logged.push(...values)),
  )
  const browser = shop.openBrowser()
  const pages = [await signIn(browser)]
  const entra = await browser.open(`${shopUrl}/deletion?path=/orders/1&method=DELETE`)
  pages.push(await browser.submit(entra, '/mfa', { answer: 'approve' }))
  await shop.entra.revokeSessions(mia)
  pages.push(await browser.open(`${shopUrl}/list`))
  for (const spy of spies) spy.mockRestore()
  const told = JSON.stringify([pages, [...browser.cookies], shop.events, logged])
  expect(told).toContain('session_revoked')
  // Access and ID tokens are JWTs; Entra's refresh tokens begin with a one, its codes with a zero.
  expect(told).not.toMatch(/eyJ[\w-]+\.|\b1\.[\w-]{40,}/)
})

const challenge = (claims: Parameters<typeof encodeClaims>[0]): Response =>
  new Response(null, {
    status: 401,
    headers: {
      'www-authenticate': `Bearer error="insufficient_claims", claims="${encodeClaims(claims)}"`,
    },
  })
