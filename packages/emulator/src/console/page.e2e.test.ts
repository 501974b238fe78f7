import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium as browser, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { chromium } from '../../../../test/gates/chromium.ts'
import { startOrdersApi } from '../orders-api/start-orders-api.ts'
import { startEmulator } from '../start-emulator.ts'

// A real browser on a busy machine is slow.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const user = 'mfa-user@contoso.test'
const chrome = await browser.launch(chromium())
const emulator = await startEmulator()
const api = await startOrdersApi(emulator)
/** Where the app under test lives: it only says that the browser has come back. */
const app = createServer((_, response) => response.end('signed in'))
beforeAll(() => new Promise<void>((resolve) => void app.listen(0, '127.0.0.1', resolve)))
afterAll(async () => {
  await chrome.close()
  await api.close()
  await emulator.close()
  app.close()
})

/** Signs a user in as an app does: by an authorize request, on the real pages. */
async function signIn(page: Page): Promise<void> {
  const { port } = app.address() as AddressInfo
  const query = new URLSearchParams({
    client_id: emulator.msalConfig('cli').auth.clientId,
    response_type: 'code',
    redirect_uri: `http://localhost:${port}/`,
    scope: 'openid api://orders/orders.read',
  })
  await page.goto(`${emulator.url}/common/oauth2/v2.0/authorize?${query}`)
  await page.getByLabel('User name').fill(user)
  await page.getByLabel('Password').fill('password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('signed in').waitFor()
}

describe('page', () => {
  it('a person revokes a session and sees it go, the 401 and the recovery come', async () => {
    const context = await chrome.newContext()
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    await page.goto(emulator.url)
    await page.getByText('Live', { exact: true }).waitFor()
    const journal = page.getByRole('log', { name: 'Live journal' })

    // Elsewhere in the same browser: the page hears of it by itself.
    await signIn(await context.newPage())
    await journal.getByText('sign-in').waitFor()
    const mia = page.getByRole('article', { name: 'Mia Ferrari' })
    await mia.getByText(/^Session/).waitFor()

    await page.getByRole('button', { name: 'GET /orders as daemon' }).click()
    await page.getByText('200, 1 order').waitFor()
    const revoke = mia.getByRole('button', { name: 'Revoke sessions' })
    await revoke.focus()
    await page.keyboard.press('Enter')
    await journal.getByText(`sessions of ${user} are revoked`).waitFor()
    await mia.getByText('No session.').waitFor()
    await journal.getByText('session-revoked').waitFor()
    // The button was drawn anew; who uses the keyboard is still on it.
    expect(await revoke.evaluate((button) => button === document.activeElement)).toBe(true)

    const daemon = page.getByRole('article', { name: 'daemon' }).last()
    await daemon.getByRole('button', { name: 'Revoke tokens' }).click()
    await page.getByRole('button', { name: 'GET /orders as daemon' }).click()
    await page.getByText('new token → sent again').waitFor()
    const lines = await journal.getByRole('listitem').allTextContents()
    expect(lines.slice(0, 3).map((line) => line.replace(/^\S+ +/, ''))).toEqual([
      expect.stringMatching(/^200 .*API GET \/orders/),
      expect.stringMatching(/^200 .*token client_credentials/),
      expect.stringMatching(/^401 .*API GET \/orders/),
    ])
    expect(problems).toEqual([])
    await context.close()
  })

  it('by keyboard alone: a row is opened and copied, the journal filtered and cleared', async () => {
    const context = await chrome.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    await page.goto(emulator.url)
    await page.getByText('Live', { exact: true }).waitFor()
    const press = async (name: string) => {
      await page.getByRole('button', { name }).first().focus()
      await page.keyboard.press('Enter')
    }
    const daemon = page.getByRole('article', { name: 'daemon' }).last()
    await press('GET /orders as daemon')
    await daemon.getByRole('button', { name: 'Revoke tokens' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('tokens of daemon are revoked').first().waitFor()
    await press('GET /orders as daemon')
    const refused = page.locator('.entry.bad.recovering').first()
    await refused.waitFor()
    await page.getByText('One token request got the token.').first().waitFor()

    await refused.locator('summary').focus()
    await page.keyboard.press('Enter')
    // Revoke, and the token with its button, come first.
    for (let tab = 0; tab < 4; tab++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await refused.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Bearer .*claims=/)

    const issued = page.locator('.entry', { hasText: 'client_credentials' }).first()
    await issued.locator('summary').focus()
    await page.keyboard.press('Enter')
    await issued.getByRole('button', { name: 'Copy Token' }).focus()
    await page.keyboard.press('Enter')
    await issued.getByText('Copied').waitFor()
    const claims = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
    expect(claims).toMatchObject({
      idtyp: 'app',
      xms_cc: ['cp1'],
      oid: emulator.objectId('daemon'),
    })
    // What a token states, and never the token.
    expect(await page.content()).not.toMatch(/eyJ[\w-]+\.eyJ/)

    await page.getByLabel('Filter').focus()
    await page.keyboard.type('client_credentials')
    await refused.waitFor({ state: 'hidden' })
    await page.locator('.entry', { hasText: 'client_credentials' }).first().waitFor()
    await page.getByLabel('Filter').fill('')
    await refused.waitFor()
    await press('Clear the journal')
    await page.getByText('Nothing yet.').waitFor()
    await context.close()
  })

  it('what is refused is said on the page, and what was typed stays', async () => {
    const page = await chrome.newPage()
    await page.goto(emulator.url)
    const delay = page.getByLabel('Propagation delay')
    await delay.evaluate((field) => field.removeAttribute('pattern'))
    await delay.fill('soon')
    await page.getByRole('button', { name: 'Set delay' }).click()
    await page.getByRole('alert').getByText('"soon" is not a duration').waitFor()
    expect(await delay.inputValue()).toBe('soon')
    await page.close()
  })

  it('without scripts the forms do the same', async () => {
    const context = await chrome.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(emulator.url)
    const pat = page.getByRole('article', { name: 'Pat Lain' })
    await pat.getByRole('button', { name: 'Disable' }).click()
    await pat.getByText('disabled', { exact: true }).waitFor()
    await pat.getByRole('button', { name: 'Enable' }).click()
    await pat.getByRole('button', { name: 'Disable' }).waitFor()
    await page.getByText('plain-user@contoso.test may sign in again').waitFor()
    await context.close()
  })

  it('another site can neither send the forms nor read the page', async () => {
    const page = await chrome.newPage()
    await page.route('http://localhost:1/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${emulator.url}/admin/disable-user"><input name="who" value="${user}"><button>Win</button></form>`,
      }),
    )
    await page.goto('http://localhost:1/')
    const read = await page.evaluate((url) => fetch(url).then(String, String), emulator.url)
    expect(read).toContain('Failed to fetch')
    await page.getByRole('button', { name: 'Win' }).click()
    await page.getByText('Only the page of the emulator itself may ask for this.').waitFor()
    await page.goto(emulator.url)
    await page.getByRole('article', { name: 'Mia Ferrari' }).getByText('Disable').waitFor()
    await page.close()
  })

  it.each([390, 1280])('at %d pixels nothing is cut off', async (width) => {
    const page = await chrome.newPage({ viewport: { width, height: 844 } })
    await page.goto(emulator.url)
    for (const summary of await page.locator('summary').all()) await summary.click()
    const { scrollWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
    }))
    expect(scrollWidth).toBe(width)
    await page.close()
  })
})
