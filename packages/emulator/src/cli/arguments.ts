import { parseArgs } from 'node:util'
import { CommandError } from './command-error.ts'

export const defaultPort = 8025

export const helpText: string = `Usage: caefetch-emulator [options]

A local Microsoft Entra with Continuous Access Evaluation, and a demo API beside it.

  --port <number>  port of loopback to listen on (default ${defaultPort}; 0 picks a free one);
                   the demo API takes the next one, or else any that is free
  --config <file>  JSON with the options of startEmulator: tenant, users, apps, policies, …
  --https          speak https, with a certificate made for the occasion
  --help           show this
  --version        show the version
`

/** What the command was asked for. */
export interface Arguments {
  readonly help: boolean
  readonly version: boolean
  readonly https: boolean
  readonly port: number | undefined
  /** A file's name. */
  readonly config: string | undefined
}

export function readArguments(args: readonly string[]): Arguments {
  const { help = false, version = false, https = false, config, port } = parse(args)
  if (config === '') throw new CommandError('--config needs the name of a file')
  return { help, version, https, config, port: port === undefined ? undefined : readPort(port) }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        https: { type: 'boolean' },
        port: { type: 'string' },
        config: { type: 'string' },
      },
    }).values
  } catch (error) {
    // Node's advice on top of what is wrong is about programs, not about this one.
    const [problem = ''] = (error as Error).message.split(/(?<=')\. |\n/)
    throw new CommandError(`${problem} (see --help)`)
  }
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new CommandError(`--port ${JSON.stringify(text)} is not a port: use 0 to 65535`)
}
