import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

/** The script of a page, with all that it imports, as a bundler makes it. */
export async function bundlePage(script: URL): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@caefetch/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      rolldownOptions: { input: fileURLToPath(script), output: { codeSplitting: false } },
    },
  })
  const [chunk] = 'output' in result ? result.output : []
  if (chunk && 'code' in chunk) return chunk.code
  throw new Error(`${script.pathname} could not be bundled.`)
}
