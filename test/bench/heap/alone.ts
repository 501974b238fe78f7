import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Runs a file of this folder in a process of its own, and takes what it prints as JSON: what other
 * parts of the benchmark have left in memory is not measured.
 */
export async function alone<Result>(file: string, task: object): Promise<Result> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const options = ['--conditions', '@caefetch/source']
  const run = promisify(execFile)(process.execPath, [...options, path, JSON.stringify(task)])
  return JSON.parse((await run).stdout)
}

/** In the process: what it was given. */
export const taskOf = <Task>(): Task => JSON.parse(process.argv[2] ?? '{}')
