import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { IPublicClientApplication } from '@azure/msal-browser'
import { type RolldownBuild, rolldown } from 'rolldown'

/** One whose bundle is weighed. */
export interface Weighed {
  name: string
  /** The file under `entries` that is bundled: what an application takes, and writes by hand. */
  entry: string
  note?: string
  /** Sends a GET to the API by what the bundle exports. */
  send(exports: never, msal: IPublicClientApplication): Promise<unknown>
}

/** The bundle of an entry for browsers, without msal-browser. */
export const bundleOf = (entry: string): Promise<RolldownBuild> =>
  rolldown({
    input: join(import.meta.dirname, 'entries', `${entry}.ts`),
    platform: 'browser',
    external: /^@azure\/msal-browser/,
    resolve: { conditionNames: ['@caefetch/source', 'browser', 'import', 'default'] },
  })

/** Minified and compressed, in bytes. */
export interface Weight {
  minified: number
  brotli: number
  /** Of the chunks that are loaded on demand. */
  onDemand: number
}

export async function weigh(build: RolldownBuild): Promise<Weight> {
  const { output } = await build.generate({ minify: true, comments: { annotation: false } })
  const weight = { minified: 0, brotli: 0, onDemand: 0 }
  const chunks = output.filter((each) => each.type === 'chunk')
  const entry = chunks.find(({ isEntry }) => isEntry)
  for (const { fileName, isDynamicEntry, code } of chunks) {
    const isLoaded = entry?.fileName === fileName || entry?.imports.includes(fileName)
    if (isLoaded) weight.minified += Buffer.byteLength(code)
    weight[isLoaded ? 'brotli' : 'onDemand'] += brotli(code)
    if (!isLoaded && !isDynamicEntry) throw new Error(`What is ${fileName}?`)
  }
  return weight
}

const brotli = (code: string): number =>
  brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength
