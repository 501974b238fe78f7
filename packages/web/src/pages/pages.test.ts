import { expect, it } from 'vitest'
import { mia, openShop, shopUrl, signIn } from '../shop.fixture.ts'
import type { PageView } from './page-view.ts'

it('the application draws its own pages, with all that is needed for them', async () => {
  const shown: PageView[] = []
  await using shop = await openShop({
    resume: 'confirm',
    page(view) {
      shown.push(view)
      if (view.reason !== 'request_interrupted') return undefined
      const fields = view.form?.fields.map(([name, value]) => `<i>${name}=${value}</i>`)
      return new Response(`<h1>Ours</h1>${fields?.join('')}`, { status: view.status })
    },
  })
  const browser = shop.openBrowser()
  await signIn(browser)
  const entra = await browser.open(`${shopUrl}/orders/1/delete`, {
    method: 'POST',
    body: 'why=late',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const page = await browser.submit(entra, '/mfa', { answer: 'approve' })
  expect(page.text).toBe('<h1>Ours</h1><i>why=late</i>')
  await shop.entra.revokeSessions(mia)
  await shop.web.endSessions({ oid: shop.entra.objectId(mia) })
  expect((await browser.open(`${shopUrl}/list`)).text).toContain('data-reason="session_ended"')
  expect(shown.map(({ reason }) => reason)).toEqual(['request_interrupted', 'session_ended'])
  expect(shown[0]?.form).toMatchObject({
    action: expect.stringMatching(/^\/orders\/1\/delete\?caefetch-resume=[\w-]{22}$/),
    enctype: 'application/x-www-form-urlencoded',
  })
})
