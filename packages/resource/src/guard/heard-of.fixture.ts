import type { GuardOptions } from '../index.ts'
import { call, setGuard } from '../issuer.fixture.ts'
import { refusalOf } from './verdict.fixture.ts'

/** What the operator hears of a token, and what the caller does. */
export async function heardOf(token: string, options: Partial<GuardOptions> = {}) {
  const { guard, events } = setGuard(options)
  const refusal = await refusalOf(await guard.check(call(token)))
  const [event] = events
  if (!event || events.length > 1) throw new Error('One refusal is one event.')
  return { event, refusal }
}
