import { CommandError } from '../command-error.ts'
import type { Graph } from '../graph/graph.ts'
import type { Plan } from './change.ts'
import { readRecord, writeRecord } from './record.ts'

interface ApplyOptions {
  /** Its requests are seen through to the end, so that each is in the record. */
  readonly graph: Graph
  readonly tenantId: string
  readonly file: string
  readonly signal: AbortSignal
  readonly done: (title: string) => void
}

/** Makes the changes of a plan, one after the other; what was made is in the record at every moment. */
export async function apply({ changes }: Plan, options: ApplyOptions): Promise<void> {
  const { graph, tenantId, file, signal, done } = options
  const record = (await readRecord(file)) ?? { version: 1 as const, tenantId, steps: [] }
  if (record.tenantId !== tenantId) {
    throw new CommandError(
      'usage',
      `${file} is the record of another tenant: name another with --record.`,
    )
  }
  // A record that cannot be written is found out before anything is changed.
  await writeRecord(file, record)
  for (const { title, request, permission, undo } of changes) {
    signal.throwIfAborted()
    const created = await graph.send(request, permission)
    record.steps.push({ at: new Date().toISOString(), title, undo: undo(created) })
    await writeRecord(file, record)
    done(title)
  }
}
