import type { Page } from 'playwright'
import { build, defaultClientConditions } from 'vite'

let built: Promise<string> | undefined

/** The page's clients as a bundler makes them. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@caefetch/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      rolldownOptions: {
        input: new URL('page.ts', import.meta.url).pathname,
        output: { codeSplitting: false },
      },
    },
  })
  const [chunk] = 'output' in result ? result.output : []
  return chunk && 'code' in chunk ? chunk.code : ''
}

/** Loads the clients into a page. */
export async function loadClients(page: Page): Promise<void> {
  built ??= bundle()
  await page.addScriptTag({ content: await built, type: 'module' })
  await page.waitForFunction('globalThis.connectClients')
}
