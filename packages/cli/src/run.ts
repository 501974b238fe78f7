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
  // Whoever presses Ctrl-C again does not want to wait. The listeners stay: without one, a library that
  // shows the cursor again at the end would end the process itself.
  const stop = (): void => {
    if (stopping.signal.aborted) process.exit(exitCodes.interrupted)
    stopping.abort(interruption())
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
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
    fail(terminal, stopping.signal.aborted ? interruption() : readError(error, args))
    // MSAL goes on polling for a sign-in until its next turn; nobody waits for that.
    if (stopping.signal.aborted) process.exit()
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
function readError(error: unknown, words: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error
  if (error.exitCode === exitCodes.ok) return undefined
  if (error.code === 'commander.help') {
    const command = ['caefetch', ...words].join(' ')
    return new CommandError('usage', `Say what to do; \`${command} --help\` lists the commands.`)
  }
  const [problem = '', ...hints] = error.message.replace(/^error: /, '').split('\n')
  return new CommandError('usage', [problem, ...hints].join(' ').trim())
}

async function version(): Promise<string> {
  const file = new URL('../package.json', import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')).version
}
