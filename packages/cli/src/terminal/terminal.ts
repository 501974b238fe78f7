import { styleText } from 'node:util'
import { interruption } from './interruption.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Where the command speaks: results on stdout, all else on stderr. */
export interface Terminal {
  /** Whether stdout carries one JSON document and nothing else. */
  readonly json: boolean
  /** Whether somebody is there to answer a question. */
  readonly interactive: boolean
  readonly width: number
  /** Colours a result; on a terminal only, and not where `NO_COLOR` says so. */
  paint(style: Style, text: string): string
  /** A result. */
  print(text: string): void
  /** The one JSON document of `--json`. */
  printJson(value: unknown): void
  /** What is going on, a line at a time. */
  tell(text: string): void
  /** Asks; rejects when Ctrl-C answers. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>
  /** Shows that something goes on, on a terminal; elsewhere nothing. Lines that are told meanwhile stand above it. */
  progress(message: string): Promise<Progress>
}

export interface Progress extends Disposable {
  update(message: string): void
}

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/** Wide enough for everything that is printed, and not wider than can be read. */
const narrowest = 40
const widest = 100

export function createTerminal({ stdin, stdout, stderr }: Streams, json: boolean): Terminal {
  return {
    json,
    interactive: !json && stdin.isTTY === true && stderr.isTTY === true,
    width: Math.min(Math.max(stdout.columns || 80, narrowest), widest),
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    print(text) {
      if (!json) stdout.write(`${text}\n`)
    },
    printJson(value) {
      if (json) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`)
    },
    tell(text) {
      stderr.write(`${text}\n`)
    },
    async confirm(message, signal) {
      const { confirm, isCancel } = await import('@clack/prompts')
      const streams = { input: stdin, output: stderr, signal }
      const answer = await confirm({ message, initialValue: false, ...streams })
      if (isCancel(answer)) throw interruption()
      return answer
    },
    async progress(message) {
      if (json || stderr.isTTY !== true) return { update: () => {}, [Symbol.dispose]: () => {} }
      const { default: ora } = await import('ora')
      // Raw input would keep Ctrl-C from being a signal.
      const spinner = ora({
        text: message,
        stream: stderr,
        discardStdin: false,
        isEnabled: true,
      }).start()
      return {
        update(text) {
          spinner.text = text
        },
        [Symbol.dispose]: () => void spinner.stop(),
      }
    },
  }
}
