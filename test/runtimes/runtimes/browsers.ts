import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium as playwright } from 'playwright'
import { type Driver, until } from '../../browsers/driver.ts'
import { launchFirefox, launchWebKit } from '../../browsers/launch.ts'
import { chromium as installed } from '../../gates/chromium.ts'
import { bundle } from '../bundle.ts'
import type { Outcome, Platform } from '../suite/check.ts'
import type { Runtime } from './runtime.ts'

/** A page that has the suite, on an origin of its own: what it calls needs CORS. */
async function runIn(driver: Driver, stage: string, platform: Platform): Promise<Outcome[]> {
  const suite = await bundle(stage, 'page.js', 'iife', ['browser', 'default'])
  const server = createServer(({ url }, response) => {
    const isScript = url === '/suite.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? suite : '<!doctype html><script src="/suite.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await driver.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await driver.evaluate(
      `void runClients(${JSON.stringify(platform)}).then((outcomes) => { globalThis.outcomes = outcomes })`,
    )
    await until(driver, 'globalThis.outcomes !== undefined')
    return JSON.parse(String(await driver.evaluate('JSON.stringify(outcomes)')))
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function launchChromium(): Promise<Driver> {
  const browser = await playwright.launch(installed())
  const page = await browser.newPage()
  return {
    name: `Chromium/${browser.version()}`,
    async goto(url) {
      await page.goto(url)
    },
    evaluate: (expression) => page.evaluate(expression),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

function browser(
  name: string,
  streams: Platform['streams'],
  launch: () => Promise<Driver>,
): Runtime {
  return {
    name,
    streams,
    async run(stage, platform) {
      await using driver = await launch()
      const [version = ''] = driver.name.match(/\d+(\.\d+)*/) ?? []
      return { version, outcomes: await runIn(driver, stage, platform) }
    },
  }
}

export const chromium: Runtime = browser('Chromium', 'platform', launchChromium)
export const firefox: Runtime = browser('Firefox', 'refused', launchFirefox)
export const webkit: Runtime = browser('Safari (WebKitGTK)', 'platform', launchWebKit)
