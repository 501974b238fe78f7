import { CommandError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { explainFailure } from '../tenant/explain-failure.ts'
import { type OpenGraph, openGraph } from '../tenant/open-graph.ts'
import { apply } from './apply.ts'
import type { Plan } from './change.ts'
import type { SetupOptions } from './options.ts'
import { readRecord, type Step } from './record.ts'
import { showChanges, showNotes } from './show.ts'

interface Setup {
  /** Permissions that reading needs, and writing besides. */
  readonly read: readonly string[]
  readonly write: readonly string[]
  plan(open: OpenGraph, steps: readonly Step[]): Promise<Plan>
}

/** Reads, shows the plan, and makes it true where that is wanted and agreed to. */
export async function carryOut(
  setup: Setup,
  options: SetupOptions,
  context: Context,
): Promise<void> {
  const { terminal, signal } = context
  needAnswerer(options, context)
  try {
    const permissions = options.apply ? [...setup.read, ...setup.write] : setup.read
    const open = await openGraph(options, permissions, context)
    const steps = (await readRecord(options.record))?.steps ?? []
    const plan = await setup.plan(open, steps)
    const { changes, notes } = plan
    showChanges(changes, terminal)
    showNotes(notes, terminal)
    const agreed = changes.length > 0 && (await isAgreed(options, context))
    if (agreed) {
      // Ctrl-C stops between two changes: each is seen through, and is in the record.
      const done = (title: string): void =>
        terminal.print(`${terminal.paint('green', 'done')}  ${title}`)
      await apply(plan, {
        graph: open.graphUntil(new AbortController().signal),
        tenantId: await open.tenantId(),
        file: options.record,
        signal,
        done,
      })
    }
    terminal.print(conclusion(changes.length, agreed, options))
    terminal.printJson({
      changes: changes.map(({ title, difference, request, permission }) => ({
        title,
        difference,
        request,
        permission,
      })),
      notes,
      applied: agreed,
      record: agreed ? options.record : null,
    })
  } catch (error) {
    throw withWayOut(explainFailure(error))
  }
}

/** Who lacks the rights is told how somebody else can do it. */
function withWayOut(error: unknown): unknown {
  if (!(error instanceof CommandError) || error.code !== 'no_permission') return error
  const advice = '--print-requests prints what an administrator would send.'
  return new CommandError(error.code, `${error.message} ${advice}`, { cause: error })
}

function conclusion(
  changes: number,
  agreed: boolean,
  { record, apply: wanted }: SetupOptions,
): string {
  if (changes === 0) return 'Nothing to change: the tenant is as it should be.'
  if (agreed) return `\nRecorded in ${record}; \`caefetch setup undo --apply\` takes it back.`
  return wanted ? 'Nothing was changed.' : 'Nothing was changed: --apply makes it so.'
}

/** Whoever is asked must be there, which is found out before anybody signs in. */
export function needAnswerer({ apply: wanted, yes }: SetupOptions, { terminal }: Context): void {
  if (!wanted || yes || terminal.interactive) return
  throw new CommandError(
    'usage',
    'Nobody is there to agree: add --yes to change the tenant without being asked.',
  )
}

export async function isAgreed(
  { apply: wanted, yes }: SetupOptions,
  { terminal, signal }: Context,
): Promise<boolean> {
  if (!wanted) return false
  return yes === true || terminal.confirm('Change the tenant?', signal)
}
