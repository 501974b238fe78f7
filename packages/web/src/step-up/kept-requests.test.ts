import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TestBrowser } from '../browser.fixture.ts'
import { openShop, reasonOf, type Shop, shopUrl, signIn } from '../shop.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
})

const type = 'application/x-www-form-urlencoded'
const why = 'A lamp is "broken" & <late>'

/** Sends the form that deletes an order, from the list of them. */
const post = (browser: TestBrowser, body = new URLSearchParams({ why }).toString()) =>
  browser.open(
    `${shopUrl}/orders/1/delete`,
    { method: 'POST', body, headers: { 'content-type': type } },
    `${shopUrl}/list?page=2`,
  )

const executed = ({ api }: Shop) => api.requests.filter((each) => each.executed).length

/** The page that asks whether to send the form. */
async function interrupt(shop: Shop, browser: TestBrowser) {
  await signIn(browser)
  const entra = await post(browser)
  expect(entra.url).toContain(shop.entra.url)
  return browser.submit(entra, '/mfa', { answer: 'approve' })
}

describe('a form that a step-up came between', () => {
  it('is not sent by itself, and is sent when the user says so', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    const question = await interrupt(shop, browser)
    expect([question.status, reasonOf(question)]).toEqual([200, 'request_interrupted'])
    expect(question.text).toContain('POST /orders/1/delete')
    expect(executed(shop)).toBe(0)
    const page = await browser.submit(question, '/orders/1/delete')
    expect(page.text).toBe(`deleted 204 ${why}`)
    expect(executed(shop)).toBe(1)
  })

  it('is sent once, however often the button is pressed', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    const question = await interrupt(shop, browser)
    const pages = await Promise.all([
      browser.submit(question, '/orders/1/delete'),
      browser.submit(question, '/orders/1/delete'),
    ])
    pages.push(await browser.submit(question, '/orders/1/delete'))
    expect(pages.filter(({ text }) => text.startsWith('deleted 204'))).toHaveLength(1)
    expect(pages.filter((page) => reasonOf(page) === 'request_gone')).toHaveLength(2)
    expect(
      shop.api.requests.filter(({ method, status }) => method === 'DELETE' && status !== 401),
    ).toHaveLength(1)
  })

  it('is not sent where the user declines', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    await signIn(browser)
    const page = await browser.submit(await post(browser), '/mfa', { answer: 'deny' })
    expect(page.status).toBe(403)
    expect(executed(shop)).toBe(0)
    const question = await browser.submit(await browser.follow(page, 'Try again'), '/mfa', {
      answer: 'approve',
    })
    expect((await browser.follow(question, 'Do not send it')).url).toBe(`${shopUrl}/list?page=2`)
    expect(executed(shop)).toBe(1)
  })

  it('is kept no longer than ten minutes', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    const question = await interrupt(shop, browser)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 })
    const page = await browser.submit(question, '/orders/1/delete')
    expect([page.status, reasonOf(page)]).toEqual([409, 'request_gone'])
    expect(executed(shop)).toBe(0)
    expect(reasonOf(await browser.open(question.url))).toBe('request_gone')
  })

  it('is nobody else’s: of another session it is not sent', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    const question = await interrupt(shop, browser)
    const other = shop.openBrowser()
    await signIn(other)
    expect(reasonOf(await other.submit(question, '/orders/1/delete'))).toBe('request_gone')
    expect(reasonOf(await other.open(question.url))).toBe('request_gone')
    expect(executed(shop)).toBe(0)
    expect((await browser.submit(question, '/orders/1/delete')).text).toContain('deleted 204')
  })

  it('is sent to the place that it was for, and to no other', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    const question = await interrupt(shop, browser)
    const moved = {
      ...question,
      text: question.text.replaceAll('/orders/1/delete', '/orders/2/delete'),
    }
    expect(reasonOf(await browser.submit(moved, '/orders/2/delete'))).toBe('request_gone')
    expect(executed(shop)).toBe(0)
  })

  it('that is too large is not kept, and the page says so', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    await signIn(browser)
    const body = new URLSearchParams({ why: 'x'.repeat(70_000) }).toString()
    const page = await browser.submit(await post(browser, body), '/mfa', { answer: 'approve' })
    expect(reasonOf(page)).toBe('request_not_kept')
    expect(page.text).toContain('POST /orders/1/delete')
    expect((await browser.follow(page, 'Back')).url).toBe(`${shopUrl}/list?page=2`)
    expect(executed(shop)).toBe(1)
  })

  it('with a file in it is not kept; one without is, whatever its encoding', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    for (const [file, reason] of [
      [new File(['x'], 'lamp.png'), 'request_not_kept'],
      [undefined, 'request_interrupted'],
    ] as const) {
      const browser = shop.openBrowser()
      await signIn(browser)
      const form = new FormData()
      form.set('why', why)
      if (file) form.set('picture', file)
      const response = new Response(form)
      const body = Buffer.from(await response.arrayBuffer())
      const headers = {
        'content-type': response.headers.get('content-type') ?? '',
        'content-length': String(body.length),
      }
      const entra = await browser.open(
        `${shopUrl}/orders/1/delete`,
        { method: 'POST', body, headers },
        `${shopUrl}/list`,
      )
      expect(reasonOf(await browser.submit(entra, '/mfa', { answer: 'approve' }))).toBe(reason)
    }
  })

  it('is not kept where the application does not ask for that', async () => {
    await using shop = await openShop()
    const browser = shop.openBrowser()
    expect(reasonOf(await interrupt(shop, browser))).toBe('request_not_kept')
  })

  it('of a script is the script’s to send again', async () => {
    await using shop = await openShop({ resume: 'confirm' })
    const browser = shop.openBrowser()
    await signIn(browser)
    const init = { method: 'POST', body: 'why=x', headers: { 'content-type': type } }
    const { location } = await (await browser.script(`${shopUrl}/orders/1/delete`, init)).json()
    const entra = await browser.open(`${shopUrl}${location}&returnTo=/list`)
    expect((await browser.submit(entra, '/mfa', { answer: 'approve' })).text).toBe('/list 200')
    expect((await browser.script(`${shopUrl}/orders/1/delete`, init)).status).toBe(200)
  })
})
