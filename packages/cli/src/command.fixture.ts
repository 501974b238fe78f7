import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type IPty, spawn as spawnPty } from '@lydell/node-pty'
import { vi } from 'vitest'

export interface CommandOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** What is piped in; nothing at all by default. */
  stdin?: string
  /** What a person does who is shown a device code; nothing by default. `asked` counts from 1. */
  signIn?: (code: string, asked: number) => void
}

const main = join(import.meta.dirname, 'main.ts')
const node = ['--conditions', '@caefetch/source', main]

/** What a person's shell has, without what would change the outcome. */
const environment = (env: CommandOptions['env'] = {}): Record<string, string> => {
  const { NO_COLOR, FORCE_COLOR, CI, ...rest } = process.env
  return Object.fromEntries(
    Object.entries({ ...rest, ...env }).filter((entry): entry is [string, string] => !!entry[1]),
  )
}

/** Hands every device code in what is said to whoever signs in. */
function deviceCodes(signIn: CommandOptions['signIn']): (said: string) => void {
  let asked = 0
  return (said) => {
    const codes = [...said.replace(/\s+/g, ' ').matchAll(/enter the code (\w+) to/g)].map(
      ([, code = '']) => code,
    )
    for (const code of codes.slice(asked)) {
      asked += 1
      signIn?.(code, asked)
    }
  }
}

const patience = { timeout: 30_000, interval: 20 }
const running = new Set<ChildProcess | IPty>()

/** Ends what a failed test has left behind. */
export function killCommands(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** The command in a process of its own, without a terminal. */
export function command(
  args: readonly string[],
  { cwd, env, stdin = '', signIn }: CommandOptions = {},
) {
  const hear = deviceCodes(signIn)
  const child = spawn(process.execPath, [...node, ...args], {
    env: environment(env),
    ...(cwd && { cwd }),
  })
  running.add(child)
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (output.stdout += data))
  child.stderr.on('data', (data) => {
    output.stderr += data
    hear(output.stderr)
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  void ended.then(() => running.delete(child))
  return {
    output,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** The match, as soon as the command has told it on stderr. */
    tells: (pattern: RegExp): Promise<RegExpExecArray> =>
      vi.waitUntil(() => pattern.exec(output.stderr.replace(/\s+/g, ' ')), patience),
    async finish() {
      const code = await ended
      return { code, ...output }
    },
  }
}

/** The command on a terminal of its own. */
export function commandOnTerminal(
  args: readonly string[],
  { cwd, env, signIn, columns = 80 }: CommandOptions & { columns?: number } = {},
) {
  const hear = deviceCodes(signIn)
  const child = spawnPty(process.execPath, [...node, ...args], {
    cols: columns,
    rows: 40,
    env: { ...environment(env), TERM: 'xterm-256color' },
    ...(cwd && { cwd }),
  })
  running.add(child)
  const output = { screen: '' }
  child.onData((data) => {
    output.screen += data
    hear(plain(output.screen))
  })
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)))
  void ended.then(() => running.delete(child))
  return {
    output,
    type: (keys: string) => child.write(keys),
    /** The match, as soon as it stands on the screen, without its colours. */
    shows: (pattern: RegExp): Promise<RegExpExecArray> =>
      vi.waitUntil(() => pattern.exec(plain(output.screen)), patience),
    async finish() {
      const code = await ended
      return { code, screen: output.screen, text: plain(output.screen) }
    },
  }
}

/** A screen's text: no colours, no movements of the cursor. */
const plain = (screen: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what terminals are told by.
  screen.replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9])/g, '').replace(/\r/g, '')
