import { readFile } from 'node:fs/promises'
import { CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import type { Context } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { interruption } from './terminal/interruption.ts'
import { printable } from './terminal/printable.ts'
import { createTerminal, type Terminal } from './terminal/terminal.ts'

/** The command: resolves once it has nothing more to do. */
export async function run(args: readonly string[]): Promise<void> {
  const terminal = createTerminal(process, args.includes('--json'))
  const stopping = new AbortController()
  const stop = (): void => stopping.abort(interruption())
  // Once: whoever presses Ctrl-C again gets what the system does.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const context: Context = {
    terminal,
    signal: stopping.signal,
    env: process.env,
    stdin: process.stdin,
    endWith(code) {
      process.exitCode = code
    },
  }
  try {
    const program = createProgram(context, await version())
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    fail(terminal, stopping.signal.aborted ? interruption() : readError(error))
  }
}

/** One clear line, or one JSON document. */
function fail(terminal: Terminal, error: unknown): void {
  if (error === undefined) return
  if (!(error instanceof CommandError)) throw error
  process.exitCode = error.exitCode
  const message = printable(error.message)
  if (terminal.json) terminal.printJson({ error: { code: error.code, message } })
  else terminal.tell(`caefetch: ${message}`)
}

/** Help and the version end a program as errors do, and are none. */
function readError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error
  if (error.exitCode === exitCodes.ok) return undefined
  if (error.code === 'commander.help') {
    return new CommandError('usage', 'Say what to do; `caefetch --help` lists the commands.')
  }
  const [problem = '', ...hints] = error.message.replace(/^error: /, '').split('\n')
  return new CommandError('usage', [problem, ...hints].join(' ').trim())
}

async function version(): Promise<string> {
  const file = new URL('../package.json', import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')).version
}
