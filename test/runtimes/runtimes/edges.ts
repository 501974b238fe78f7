import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EdgeVM } from '@edge-runtime/vm'
import { bundle } from '../bundle.ts'
import type { Runtime } from './runtime.ts'

const versionOf = async (name: string): Promise<string> => {
  const path = join(import.meta.dirname, '../node_modules', name, 'package.json')
  return JSON.parse(await readFile(path, 'utf8')).version
}

/** What Vercel's and Next's edge functions are tested with. */
export const edge: Runtime = {
  name: 'Vercel Edge (edge-runtime)',
  streams: 'sent',
  async run(stage, platform) {
    const code = await bundle(stage, 'page.js', 'iife', ['edge-light', 'worker', 'default'])
    const vm = new EdgeVM({ initialCode: code })
    const text = vm.evaluate(
      `runSuite(${JSON.stringify(platform)}).then((outcomes) => JSON.stringify(outcomes))`,
    )
    return { version: await versionOf('@edge-runtime/vm'), outcomes: JSON.parse(await text) }
  },
}

/** Cloudflare Workers, without Node's modules: the day its API is that of. */
export const workerd: Runtime = {
  name: 'Cloudflare Workers (workerd)',
  streams: 'sent',
  async run(stage, platform) {
    const { Miniflare } = await import('miniflare')
    const contents = await bundle(stage, 'worker.js', 'es', [
      'workerd',
      'worker',
      'browser',
      'default',
    ])
    const compatibilityDate = '2026-05-01'
    const worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents }],
      compatibilityDate,
    })
    try {
      const init = { method: 'POST', body: JSON.stringify(platform) }
      const response = await worker.dispatchFetch('http://worker/', init)
      const text = await response.text()
      if (!response.ok) throw new Error(text)
      return { version: compatibilityDate, outcomes: JSON.parse(text) }
    } finally {
      await worker.dispose()
    }
  },
}
