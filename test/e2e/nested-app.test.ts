import { readFile } from 'node:fs/promises'
import { encodeClaims, formatChallenge } from '@caefetch/core'
import { chromium as playwright } from 'playwright'
import { afterAll, expect, test, vi } from 'vitest'
import { chromium } from '../gates/chromium.ts'
import { bundlePage } from './bundle-page.fixture.ts'
import { startLoopbackApi } from './loopback-api.fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const browser = await playwright.launch(chromium())
afterAll(() => browser.close())

const folder = new URL('nested-app/', import.meta.url)

const app = await bundlePage(new URL('page.ts', folder))
const host = await readFile(new URL('host.js', folder), 'utf8')

const nbf = encodeClaims({ access_token: { nbf: { essential: true, value: '1700000000' } } })
const challenge = formatChallenge({
  scheme: 'Bearer',
  params: { error: 'insufficient_claims', claims: nbf },
})

test.for(['popup', 'none'] as const)(
  'the host has the user: all is silent, with interaction %s',
  async (interaction) => {
    let revoked = 0
    await using api = await startLoopbackApi(({ authorization = '' }, response) => {
      if (Number(authorization.slice('Bearer t'.length)) > revoked) return
      response.statusCode = 401
      response.setHeader('access-control-expose-headers', 'WWW-Authenticate')
      response.setHeader('www-authenticate', challenge)
    })
    const page = await browser.newPage()
    await page.route(`${api.url}/app`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Add-in</title>' }),
    )
    await page.goto(`${api.url}/app`)
    await page.addScriptTag({ content: `{${host}}` })
    await page.addScriptTag({ content: app, type: 'module' })
    await page.waitForFunction('globalThis.startNestedApp')
    await page.evaluate(
      async ([url, how]) => {
        Object.assign(globalThis, await startNestedApp(url, { interaction: how }))
      },
      [api.url, interaction] as const,
    )
    const call = (): Promise<unknown> =>
      page.evaluate(`caeFetch('${api.url}').then(({ status }) => [status, asked.splice(0)])`)

    expect(await call()).toEqual([200, ['GetToken']])
    expect(await call()).toEqual([200, []])
    for (revoked = 1; revoked < 3; revoked++) {
      expect(await call()).toEqual([200, ['GetToken nbf']])
      expect(await call()).toEqual([200, []])
    }
    expect(await page.evaluate('interactions')).toEqual([])
    await page.close()
  },
)
