import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { readApplications, writeApplications } from '../graph/applications.ts'
import { readPolicies, writePolicies } from '../graph/conditional-access.ts'
import { explainFailure } from '../tenant/explain-failure.ts'
import { openGraph } from '../tenant/open-graph.ts'
import { isAgreed, needAnswerer } from './carry-out.ts'
import type { SetupOptions } from './options.ts'
import { type Record, readRecord } from './record.ts'
import { showChanges } from './show.ts'
import { planUndo, undo } from './undo.ts'

/** Shows what the record says was changed, and takes it back where that is wanted and agreed to. */
export async function undoSetup(options: SetupOptions, context: Context): Promise<void> {
  const record = await readRecord(options.record)
  if (!record) {
    throw new CommandError(
      'usage',
      `${options.record} is not there: nothing to take back; --record names another.`,
    )
  }
  needAnswerer(options, context)
  await takeBack(record, options, context).catch((error: unknown) => {
    throw explainFailure(error)
  })
}

async function takeBack(record: Record, options: SetupOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  const permissions = permissionsFor(record, options.apply)
  const { graph, graphUntil, tenantId } = await openGraph(options, permissions, context)
  const plan = await planUndo(record, graph)
  needSameTenant(record, await tenantId())
  showChanges(
    plan.map(({ step: { title }, difference }) => ({ title, difference })),
    terminal,
  )
  const agreed = await isAgreed(options, context)
  if (agreed) {
    const done = (title: string): void =>
      terminal.print(`${terminal.paint('green', 'undone')}  ${title}`)
    await undo(plan, {
      graph: graphUntil(new AbortController().signal),
      record,
      file: options.record,
      signal,
      done,
    })
  }
  terminal.print(
    agreed ? '\nThe tenant is as it was.' : 'Nothing was changed: --apply takes it back.',
  )
  const changes = plan.map(({ step: { title }, difference, request }) => ({
    title,
    difference,
    request: request ?? null,
  }))
  terminal.printJson({ changes, applied: agreed })
}

function needSameTenant({ tenantId }: Record, actual: string): void {
  if (tenantId === actual) return
  throw new CommandError(
    'usage',
    'The record is of another tenant: say which with --tenant, or name another with --record.',
  )
}

/** No more than the steps of the record need. */
function permissionsFor({ steps }: Record, writes = false): string[] {
  const needed = new Set(steps.map(({ undo: { permission } }) => permission))
  return [
    ...(needed.has(writeApplications)
      ? [readApplications, ...(writes ? [writeApplications] : [])]
      : []),
    ...(needed.has(writePolicies)
      ? [readPolicies, ...(writes ? [writePolicies, readApplications] : [])]
      : []),
  ]
}
