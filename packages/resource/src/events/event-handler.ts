import { LRUCache } from 'lru-cache'
import type { RevokedSubject } from '../revocations/subject.ts'
import type { EventPlan } from './options.ts'
import type { SecurityEvent } from './security-event.ts'
import { createVerifySet, type Faulty } from './verify-set.ts'

/** An event that was accepted, and what came of it. */
export interface HandledEvent {
  readonly event: SecurityEvent
  /** Whose tokens were revoked by it. */
  readonly revoked: readonly RevokedSubject[]
}

/** Verifies a token and does what its event asks for, once. Undefined means that it is accepted. */
export function createEventHandler(
  plan: EventPlan,
): (token: string) => Promise<Faulty | undefined> {
  const { revocations, subjects, revokesOn, onEvent, now, maxAge } = plan
  const verify = createVerifySet(plan)
  const handled = new LRUCache<string, true>({ max: plan.rememberedTokens })

  async function revoke(event: SecurityEvent): Promise<readonly RevokedSubject[]> {
    // Tokens that are older than that have expired.
    const isStale = event.time + maxAge < now() / 1000
    if (isStale || !revokesOn(event)) return []
    const found = [(await subjects(event.subject, event)) ?? []].flat()
    await Promise.all(found.map((subject) => revocations.revoke(subject, event.time)))
    return found
  }

  return async (token) => {
    const event = await verify(token)
    if ('fault' in event) return event
    // An event that comes again is accepted again: its transmitter has missed the first answer.
    if (handled.has(event.jti)) return undefined
    try {
      const revoked = await revoke(event)
      handled.set(event.jti, true)
      await onEvent?.({ event, revoked })
      return undefined
    } catch {
      handled.delete(event.jti)
      return { fault: 'unavailable', description: 'The event cannot be taken now.' }
    }
  }
}
