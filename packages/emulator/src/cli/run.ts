import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatActivity, printable } from '../console/format-activity.ts'
import { readPlan } from '../read-plan.ts'
import { helpText, readArguments } from './arguments.ts'
import { banner } from './banner.ts'
import { CommandError } from './command-error.ts'
import { readConfig } from './read-config.ts'
import { type Running, start } from './start.ts'

/** The command `caefetch-emulator`: resolves once it has nothing more to do. What is wrong sets `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await answer(args)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    process.stderr.write(`caefetch-emulator: ${printable(error.message)}\n`)
    process.exitCode = error.exitCode
  }
}

async function answer(args: readonly string[]): Promise<void> {
  const asked = readArguments(args)
  if (asked.help) return say(helpText)
  if (asked.version) return say(`${await version()}\n`)
  const config = asked.config === undefined ? {} : await readConfig(asked.config)
  const stopped = new AbortController()
  const stop = (): void => stopped.abort()
  // Handled from the first moment on, so that there is none at which it stops halfway.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  process.stdout.once('error', stop)
  await using running = await start(asked, config)
  await using certificate = await saveCertificate(running)
  say(banner(running, readPlan(config), certificate?.file))
  running.emulator.page.subscribe((activity) => say(`${printable(formatActivity(activity))}\n`))
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort')
}

const say = (text: string): void => void process.stdout.write(text)

/** Node reads certificates to trust from a file only. */
async function saveCertificate({ emulator }: Running) {
  if (!emulator.certificate) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'caefetch-emulator-'))
  const file = join(folder, 'certificate.pem')
  await writeFile(file, emulator.certificate.pem)
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function version(): Promise<string> {
  const file = new URL('../../package.json', import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')).version
}
