import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '@caefetch/core'
import type { EmulatorOptions } from '../options.ts'
import { readPlan } from '../read-plan.ts'
import { CommandError } from './command-error.ts'

/** The options in a file, checked; what is wrong with them is told with the file and the option. */
export async function readConfig(file: string): Promise<EmulatorOptions> {
  const options = parse(file, await read(file))
  try {
    const { port } = readPlan(options)
    if (port !== false) return options
  } catch (error) {
    throw explain(file, error)
  }
  throw new CommandError(`${file}: port: the command needs one`)
}

/** What refused options amount to, with the file that they are from. */
export function explain(file: string | undefined, error: unknown): unknown {
  if (!(error instanceof ConfigurationError)) return error
  const problem = error.message.replace(/^startEmulator: (: )?/, '')
  return new CommandError(file === undefined ? problem : `${file}: ${problem}`)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function parse(file: string, text: string): EmulatorOptions {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandError(`${file}: is no JSON: ${(error as Error).message}`)
  }
}
