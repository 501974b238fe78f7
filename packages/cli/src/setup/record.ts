import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { CommandError } from '../command-error.ts'

const undoSchema = z.discriminatedUnion('kind', [
  /** Members of an object that were changed: `before` is put back, unless others have changed them since. */
  z.object({
    kind: z.literal('restore'),
    path: z.string(),
    permission: z.string(),
    before: z.record(z.string(), z.unknown()),
    after: z.record(z.string(), z.unknown()),
  }),
  /** An object that was made. */
  z.object({ kind: z.literal('delete'), path: z.string(), permission: z.string() }),
])

const recordSchema = z.object({
  version: z.literal(1),
  tenantId: z.string(),
  steps: z.array(z.object({ at: z.string(), title: z.string(), undo: undoSchema })),
})

/** How a change is taken back. */
export type Undo = z.infer<typeof undoSchema>

/** What was changed in a tenant, oldest first; no token and no secret. */
export type Record = z.infer<typeof recordSchema>
export type Step = Record['steps'][number]

/** The record in a file; undefined where there is none yet. */
export async function readRecord(file: string): Promise<Record | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new CommandError('usage', `${file}: cannot be read (${code}).`, { cause: error })
  }
  const record = recordSchema.safeParse(parse(text))
  if (record.success) return record.data
  throw new CommandError(
    'usage',
    `${file} is no record of caefetch setup: name another with --record.`,
  )
}

/** Replaces the file in one step, for its owner alone; a record without steps is no file. */
export async function writeRecord(file: string, record: Record): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`
  try {
    await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 })
    // Written first all the same: whether it can be is found out before anything is changed.
    if (record.steps.length > 0) await rename(draft, file)
    else await Promise.all([rm(draft), rm(file, { force: true })])
  } catch (error) {
    await rm(draft, { force: true })
    const { code } = error as NodeJS.ErrnoException
    throw new CommandError(
      'usage',
      `${file}: cannot be written (${code}); name another with --record.`,
      { cause: error },
    )
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
