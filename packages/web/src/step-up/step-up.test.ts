import { authContext, encodeClaims, parseChallenges } from '@caefetch/core'
import { describe, expect, it } from 'vitest'
import {
  callbackOf,
  mia,
  openShop,
  pat,
  reasonOf,
  scopes,
  shopUrl,
  signIn,
} from '../shop.fixture.ts'

/** A page that deletes an order when it is shown, which takes c1. */
const deletion = `${shopUrl}/deletion?path=/orders/1&method=DELETE`

describe('a page whose call needs a second factor', () => {
  it('sends the browser to Entra with the claims, and comes back to the same URL', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const entra = await browser.open(deletion)
    const { searchParams } = new URL(entra.journey[1] ?? '')
    expect(JSON.parse(searchParams.get('claims') ?? '')).toMatchObject(authContext('c1'))
    expect(searchParams.get('login_hint')).toBe(mia)
    expect(searchParams.get('scope')).toContain(scopes[0])
    const page = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect(page).toMatchObject({ url: deletion, text: '/deletion 204' })
    expect(shop.api.requests.filter(({ executed }) => executed)).toEqual([
      { method: 'DELETE', path: '/orders/1', status: 204, executed: true },
    ])
  })

  it('with 20 challenged calls is sent there once', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    shop.entra.journal.clear()
    const entra = await browser.open(`${deletion}&calls=20`)
    const page = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect(page.text).toBe(`/deletion 204${',404'.repeat(19)}`)
    const asked = shop.entra.journal.entries().map(({ endpoint, grant }) => grant ?? endpoint)
    expect(asked.filter((name) => name === 'authorize')).toHaveLength(1)
    expect(asked.filter((name) => name === 'authorization_code')).toHaveLength(1)
    // One more: whether it can be met silently.
    expect(shop.tokenRequests()).toBe(2)
  })

  it('asks with the claims of all calls that were under way', async () => {
    await using shop = await openShop({
      api: {
        gateway: ({ url, headers }) =>
          url.includes('ask') && headers.get('authorization')
            ? challengeFor(new URL(url).searchParams.get('ask') ?? '')
            : undefined,
      },
    })
    shop.entra.policies.add({ name: 'c2', authContexts: ['c2'], grant: ['mfa'] })
    const browser = shop.openBrowser()
    await signIn(browser)
    const request = new Request(`${shopUrl}/`, {
      headers: {
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        accept: 'text/html',
      },
    })
    const caeFetch = shop.web.fetch(request)
    const calls = ['c1', 'c2'].map((id) => caeFetch(`${shop.api.url}/orders?ask=${id}`))
    const error = await Promise.all(calls).catch((thrown) => thrown)
    const response = await shop.web.respond(request, error)
    const { searchParams } = new URL(response?.headers.get('location') ?? '')
    const claims = JSON.parse(searchParams.get('claims') ?? '')
    expect(claims.access_token.acrs).toEqual({ essential: true, values: ['c1', 'c2'] })
  })

  it('says that nothing was done where the user declines, and can be tried again', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const entra = await browser.open(deletion)
    const page = await browser.submit(entra, '/mfa', { answer: 'deny' })
    expect([page.status, reasonOf(page)]).toEqual([403, 'sign_in_declined'])
    expect(shop.api.requests.filter(({ executed }) => executed)).toEqual([])
    const again = await browser.follow(page, 'Try again')
    expect((await browser.submit(again, '/mfa', { answer: 'approve' })).text).toBe('/deletion 204')
    expect((await browser.open(`${shopUrl}/list`)).text).toBe('/list 200')
  })

  it('is shown in each of two tabs that wait for it at once', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const one = await browser.open(`${deletion}&tab=1`)
    const two = await browser.open(`${deletion}&tab=2`)
    const done = await browser.submit(one, '/mfa', { answer: 'approve' })
    expect(done).toMatchObject({ url: `${deletion}&tab=1`, text: '/deletion 204' })
    const other = await browser.submit(two, '/mfa', { answer: 'approve' })
    expect(other).toMatchObject({ url: `${deletion}&tab=2`, text: '/deletion 404' })
  })

  it('is shown in each of two tabs whose user signs in in both first', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const first = await browser.open(`${deletion}&tab=1`)
    const second = await browser.open(`${deletion}&tab=2`)
    const one = await browser.submit(first, '/login', { as: mia })
    const two = await browser.submit(second, '/login', { as: mia })
    // The session that the first tab is stepped up for is over by the sign-in of the second.
    const done = await browser.submit(one, '/mfa', { answer: 'approve' })
    expect(done).toMatchObject({ url: `${deletion}&tab=1`, text: '/deletion 204' })
    const other = await browser.submit(two, '/mfa', { answer: 'approve' })
    expect(other).toMatchObject({ url: `${deletion}&tab=2`, text: '/deletion 404' })
  })

  it('is not stepped up for once another user has signed in', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const other = await browser.open(`${shopUrl}/sign-in`)
    const callback = await callbackOf(browser, deletion)
    browser.stopBefore('/auth?code=')
    const entra = await browser.open(callback)
    const { url } = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect((await browser.submit(other, '/login', { as: pat })).text).toContain(pat)
    const page = await browser.open(url)
    expect([page.status, reasonOf(page)]).toEqual([400, 'sign_in_unknown'])
    expect(shop.api.requests.filter(({ executed }) => executed)).toEqual([])
  })

  it('takes no step-up of another user for it', async () => {
    const users = { [mia]: { canMfa: true }, [pat]: { canMfa: true } }
    await using shop = await openShop({ emulator: { users } })
    const browser = shop.openBrowser()
    await signIn(browser)
    const entra = await browser.open(deletion)
    const authorize = new URL(entra.journey[1] ?? '')
    // Somebody else is at the keyboard, and signs in as who they are.
    authorize.searchParams.set('login_hint', pat)
    const other = await browser.submit(await browser.open(authorize.href), '/login', { as: pat })
    const page = await browser.submit(other, '/mfa', { answer: 'approve' })
    expect([page.status, reasonOf(page)]).toEqual([403, 'other_account'])
    const user = await (await browser.send(`${shopUrl}/me`)).json()
    expect(user.username).toBe(mia)
    expect(shop.api.requests.filter(({ executed }) => executed)).toEqual([])
  })
})

describe('a script whose call needs a second factor', () => {
  it('gets a 401 that says where the browser has to go, and what is asked', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const response = await browser.script(deletion)
    expect(response.status).toBe(401)
    expect(response.headers.get('location')).toBeNull()
    const body = await response.json()
    const way = {
      location: expect.stringMatching(/^\/auth\?step=[\w-]{22}$/),
      asked: 'authentication-context',
    }
    expect(body).toEqual({ code: 'interaction_required', title: expect.any(String), ...way })
    const [challenge] = parseChallenges(response.headers.get('www-authenticate') ?? '')
    expect(challenge).toMatchObject({ scheme: 'Caefetch', params: { ...way } })
    const entra = await browser.open(`${shopUrl}${body.location}&returnTo=/list`)
    expect((await browser.submit(entra, '/mfa', { answer: 'approve' })).url).toBe(`${shopUrl}/list`)
    expect(await (await browser.script(deletion)).text()).toBe('/deletion 204')
  })

  it('gets the same way for 20 calls at once', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    shop.entra.journal.clear()
    const responses = await Promise.all(Array.from({ length: 20 }, () => browser.script(deletion)))
    const bodies = await Promise.all(responses.map((response) => response.json()))
    expect(new Set(bodies.map(({ location }) => location)).size).toBe(1)
    expect(shop.tokenRequests()).toBe(1)
  })

  it('gets a 401 that leads to the sign-in where nobody is signed in', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    const headers = { referer: `${shopUrl}/shop?tab=2` }
    const body = await (await browser.script(`${shopUrl}/list`, { headers })).json()
    expect(body).toMatchObject({
      asked: 'sign-in',
      location: '/auth?sign-in&returnTo=%2Fshop%3Ftab%3D2',
    })
    const entra = await browser.open(`${shopUrl}${body.location}`)
    expect((await browser.submit(entra, '/login', { as: mia })).url).toBe(`${shopUrl}/shop?tab=2`)
  })

  it('in a popup is told when it is done, and when it is not', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    await signIn(browser)
    const { location } = await (await browser.script(deletion)).json()
    const denied = await browser.submit(await browser.open(`${shopUrl}${location}&popup`), '/mfa', {
      answer: 'deny',
    })
    expect(denied.text).toContain("postMessage('declined')")
    const entra = await browser.open(`${shopUrl}${location}&popup`)
    const page = await browser.submit(entra, '/mfa', { answer: 'approve' })
    expect(page.text).toContain("postMessage('done');close()")
    expect(page.headers.get('content-security-policy')).toContain("script-src 'sha256-")
  })
})

const challengeFor = (id: string): Response =>
  new Response(null, {
    status: 401,
    headers: {
      'www-authenticate': `Bearer error="insufficient_claims", claims="${encodeClaims(authContext(id))}"`,
    },
  })
