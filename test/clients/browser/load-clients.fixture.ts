import type { Page } from 'playwright'
import { bundlePage } from '../../e2e/bundle-page.fixture.ts'

let built: Promise<string> | undefined

/** Loads the clients into a page. */
export async function loadClients(page: Page): Promise<void> {
  built ??= bundlePage(new URL('page.ts', import.meta.url))
  await page.addScriptTag({ content: await built, type: 'module' })
  await page.waitForFunction('globalThis.connectClients')
}
