import { join } from 'node:path'
import { build } from 'vite'

/** The suite and all that it imports, as one text. */
export async function bundle(
  stage: string,
  entry: string,
  format: 'es' | 'iife',
  conditions: string[],
): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: stage,
    resolve: { conditions },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: join(stage, entry), formats: [format], name: 'suite' },
      rolldownOptions: { external: /^node:/ },
    },
  })
  const [built] = [result].flat()
  const [chunk] = built && 'output' in built ? built.output : []
  if (chunk && 'code' in chunk) return chunk.code
  throw new Error(`${entry} could not be bundled.`)
}
