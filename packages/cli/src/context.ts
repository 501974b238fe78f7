import type { Terminal } from './terminal/terminal.ts'

/** What every command is given. */
export interface Context {
  readonly terminal: Terminal
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: NodeJS.ReadStream
  /** Sets what the process ends with when nothing is thrown. */
  endWith(code: number): void
}
