import { fileURLToPath } from 'node:url'
import { build, defaultClientConditions } from 'vite'

/** A module and all that it imports, as one text. */
export async function bundle(path: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@caefetch/source', ...defaultClientConditions] },
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: fileURLToPath(new URL(`../../${path}`, import.meta.url)), formats: ['es'] },
    },
  })
  const [built] = [result].flat()
  const [chunk] = built && 'output' in built ? built.output : []
  if (chunk && 'code' in chunk) return chunk.code
  throw new Error(`${path} could not be bundled.`)
}
