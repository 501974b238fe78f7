import type { Context } from '@opentelemetry/api'
import { endSpan, type TimedSpan } from './timed-span.ts'

/** A call that was challenged, or whose user is asked, until it is known what became of it. */
export interface OpenCall {
  readonly id: number
  /** The context of who made the call. */
  readonly parent: Context
  readonly openedAt: number
  /** When it was last heard of. */
  heardAt: number
  challenge?: TimedSpan
  /** What it is waiting for: a token, or the response to its replay. */
  step?: TimedSpan
  /** The questions to the user, by what is shown. */
  readonly prompts: Map<string, TimedSpan>
}

/** The calls whose end has not been heard of. */
export interface OpenCalls {
  get(parent: Context, id: number): OpenCall | undefined
  /** Opens a call anew; what was left of it is given up. */
  open(parent: Context, id: number, at: number): OpenCall
  close(call: OpenCall): void
}

/** A call that is aborted, or whose page has left, never ends: no more than these are remembered. */
const mostCalls = 1000
/** Whoever signs in may take their time; in milliseconds. */
const longest = 1_800_000

/**
 * Calls are told apart by the context that they were made in and by their number: one listener may hear
 * of several caefetches, whose numbers are the same.
 */
export function createOpenCalls(): OpenCalls {
  const byContext = new WeakMap<Context, Map<number, OpenCall>>()
  /** The oldest first. */
  const calls = new Set<OpenCall>()

  function close(call: OpenCall): void {
    calls.delete(call)
    const siblings = byContext.get(call.parent)
    siblings?.delete(call.id)
    if (siblings?.size === 0) byContext.delete(call.parent)
  }

  function giveUp(call: OpenCall): void {
    const { heardAt, prompts, step, challenge } = call
    for (const span of [...prompts.values(), step, challenge]) {
      if (span) endSpan(span, heardAt, { 'caefetch.outcome': 'abandoned' })
    }
    close(call)
  }

  function makeRoom(at: number): void {
    for (const call of calls) {
      if (calls.size < mostCalls && at - call.openedAt < longest) return
      giveUp(call)
    }
  }

  return {
    get: (parent, id) => byContext.get(parent)?.get(id),
    open(parent, id, at) {
      const left = byContext.get(parent)?.get(id)
      if (left) giveUp(left)
      makeRoom(at)
      const call: OpenCall = { id, parent, openedAt: at, heardAt: at, prompts: new Map() }
      const siblings = byContext.get(parent) ?? new Map()
      byContext.set(parent, siblings.set(id, call))
      calls.add(call)
      return call
    },
    close,
  }
}
