import { setTimeout as wait } from 'node:timers/promises'
import { argumentsOf } from './body.ts'
import type { Outcome, Result } from './chronicle.ts'
import type { Parties } from './parties.ts'
import type { PlannedCall } from './plan.ts'

/** Nothing that is done to a call takes as long as that, in milliseconds. */
const tooLong = 30_000

/** Makes a call, and says what has become of it. */
export async function perform(call: PlannedCall, { send, origin }: Parties): Promise<Outcome> {
  const controller = new AbortController()
  const { signal } = controller
  const timer =
    call.patience === undefined ? undefined : setTimeout(() => controller.abort(), call.patience)
  const hung = new AbortController()
  const startedAt = Date.now()

  async function run(): Promise<Result> {
    try {
      const [input, init] = argumentsOf(call, origin)
      const response = await send(call, input, { ...init, signal })
      return { type: 'response', status: response.status, text: await response.text() }
    } catch (error) {
      if (signal.aborted && error === signal.reason) return { type: 'aborted' }
      const { name, code, message } = Object(error)
      return { type: 'error', name, code, message }
    }
  }
  const result = await Promise.race([
    run(),
    wait(tooLong, { type: 'hung' } as const, { signal: hung.signal }).catch(
      () => ({ type: 'hung' }) as const,
    ),
  ])
  hung.abort()
  clearTimeout(timer)
  return { call, startedAt, endedAt: Date.now(), result }
}
