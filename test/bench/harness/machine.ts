import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** Where and with what the figures were found. */
export interface Machine {
  date: string
  processor: string
  cores: number
  memory: string
  system: string
  node: string
  versions: Record<string, string>
}

export async function describeMachine(): Promise<Machine> {
  const file = new URL('../package.json', import.meta.url)
  const { dependencies } = JSON.parse(await readFile(file, 'utf8'))
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    versions: dependencies,
  }
}
