import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** A file of the repository, by its path there. */
export const read = (path: string): string => readFileSync(join(root, path), 'utf8')
