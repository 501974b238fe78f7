import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A project that uses the packages, and the compilers that are to take it. */
interface Consumer {
  file: string
  typescripts: string[]
  compilerOptions: Record<string, unknown>
}

/** By the name under which they are installed. */
export const typescripts: Record<string, string> = {
  'typescript-5.4': 'npm:typescript@5.4.5',
  'typescript-5.9': 'npm:typescript@5.9.3',
  'typescript-6': 'npm:typescript@6.0.3',
  'typescript-7': 'npm:typescript@7.0.2',
}
const [oldest = '', ...supported] = Object.keys(typescripts)
const newest = supported.slice(-1)

const dom = ['DOM', 'DOM.Iterable', 'DOM.AsyncIterable']
const bundler = { module: 'ESNext', moduleResolution: 'bundler', types: [] }
const strict = { strict: true, exactOptionalPropertyTypes: true }

const consumers: Record<string, Consumer> = {
  strict: {
    file: 'consumer.ts',
    typescripts: supported,
    compilerOptions: { ...strict, lib: ['ES2023', 'ESNext.Disposable', ...dom] },
  },
  bundler: {
    file: 'old-compiler.ts',
    typescripts: newest,
    compilerOptions: { ...strict, ...bundler, lib: ['ES2022', ...dom], types: ['node'] },
  },
  old: {
    file: 'old-compiler.ts',
    typescripts: [oldest],
    compilerOptions: { ...strict, lib: ['ES2022', 'DOM', 'DOM.Iterable'] },
  },
  'no-dom': {
    file: 'no-dom.ts',
    typescripts: supported,
    compilerOptions: { ...strict, lib: ['ES2022'] },
  },
  loose: {
    file: 'loose.ts',
    typescripts: [oldest, ...newest],
    compilerOptions: { strict: false, lib: ['ES2022', 'DOM', 'DOM.Iterable'] },
  },
}

const common = { target: 'ES2022', module: 'NodeNext', skipLibCheck: false, types: ['node'] }

/** Type-checks each consumer in an installed project, and resolves with what is wrong, by consumer and compiler. */
export async function compileConsumers(project: string): Promise<string[]> {
  const problems: string[] = []
  for (const [name, { file, compilerOptions, typescripts }] of Object.entries(consumers)) {
    const config = `tsconfig.${name}.json`
    const options = { ...common, ...compilerOptions, outDir: `built/${name}` }
    await writeFile(
      join(project, config),
      JSON.stringify({ compilerOptions: options, files: [file] }),
    )
    for (const typescript of typescripts) {
      const compiler = join(project, 'node_modules', typescript, 'bin/tsc')
      await run(process.execPath, [compiler, '-p', config], { cwd: project }).catch((error) => {
        problems.push(`${name}, ${typescript}:\n${error.stdout}`)
      })
    }
  }
  return problems
}
