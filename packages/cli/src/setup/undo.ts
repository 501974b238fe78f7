import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { Graph, GraphRequest } from '../graph/graph.ts'
import { GraphError } from '../graph/graph-error.ts'
import { type Record, type Step, writeRecord } from './record.ts'
import { withdraw } from './withdraw.ts'

/** A step to take back, and how the tenant stands to it. */
export interface UndoStep {
  readonly step: Step
  /** None where there is nothing left to take back. */
  readonly request: GraphRequest | undefined
  readonly difference: readonly string[]
}

const anything = z.record(z.string(), z.unknown())
type Members = z.infer<typeof anything>

/** What is to be done to take a record back, newest first. */
export async function planUndo({ steps }: Record, graph: Graph): Promise<UndoStep[]> {
  const plan: UndoStep[] = []
  // Objects as they will be when the later steps have been taken back.
  const objects = new Map<string, Members | undefined>()
  for (const step of steps.toReversed()) {
    const { path, permission } = step.undo
    if (!objects.has(path)) objects.set(path, await graph.find(path, anything, permission))
    const undoStep = planStep(step, objects.get(path))
    plan.push(undoStep)
    objects.set(path, afterwards(objects.get(path), undoStep.request))
  }
  return plan
}

function planStep(step: Step, current: Members | undefined): UndoStep {
  const { undo } = step
  if (!current) return { step, request: undefined, difference: ['  is not there any more'] }
  if (undo.kind === 'delete') {
    const { path } = undo
    return { step, request: { method: 'DELETE', path }, difference: [`- ${nameOf(current, path)}`] }
  }
  const { before, after, path } = undo
  const names = Object.keys(after).filter((name) => current[name] !== undefined)
  const body = Object.fromEntries(
    names.flatMap((name) => {
      const now = partOf(current[name], after[name])
      const value = withdraw(now, before[name] ?? null, after[name])
      return isDeepStrictEqual(value, now) ? [] : [[name, value]]
    }),
  )
  const changed = Object.keys(body)
  if (changed.length === 0) return { step, request: undefined, difference: ['  is as it was'] }
  const difference = changed.map((name) => `- ${name} as it was before`)
  return { step, request: { method: 'PATCH', path, body }, difference }
}

/** An object when the request has been carried out. */
function afterwards(current: Members | undefined, request?: GraphRequest): Members | undefined {
  if (!request || !current) return current
  if (request.method === 'DELETE') return undefined
  const changed = Object.entries(Object(request.body)).map(([name, value]) => {
    const isPart = anything.safeParse(value).success && anything.safeParse(current[name]).success
    return [name, isPart ? { ...Object(current[name]), ...Object(value) } : value]
  })
  return { ...current, ...Object.fromEntries(changed) }
}

/** The members that a change has touched: of others, Graph is told nothing. */
function partOf(current: unknown, changed: unknown): unknown {
  if (!anything.safeParse(current).success || !anything.safeParse(changed).success) return current
  const names = Object.keys(Object(changed))
  return Object.fromEntries(
    Object.entries(Object(current)).filter(([name]) => names.includes(name)),
  )
}

const nameOf = ({ displayName }: { [name: string]: unknown }, path: string): string =>
  typeof displayName === 'string' ? displayName : path

interface UndoOptions {
  readonly graph: Graph
  readonly record: Record
  readonly file: string
  readonly signal: AbortSignal
  readonly done: (title: string) => void
}

/** Takes the steps back; each leaves the record when it is taken back, and the record goes with the last. */
export async function undo(plan: readonly UndoStep[], options: UndoOptions): Promise<void> {
  const { graph, file, signal, done } = options
  let { record } = options
  for (const { step, request } of plan) {
    signal.throwIfAborted()
    if (request) await graph.send(request, step.undo.permission).catch(unlessGone)
    record = { ...record, steps: record.steps.filter((each) => each !== step) }
    await writeRecord(file, record)
    done(step.title)
  }
}

function unlessGone(error: unknown): void {
  if (!(error instanceof GraphError && error.status === 404)) throw error
}
