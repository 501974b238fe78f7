import { LRUCache } from 'lru-cache'
import type { RevokedSubject } from '../revocations/subject.ts'
import { endsSessions } from './ends-sessions.ts'
import { type EventFault, faulty } from './event-fault.ts'
import type { EventPlan } from './options.ts'
import { createReplays } from './replays.ts'
import type { SecurityEvent } from './security-event.ts'
import { createSubjects } from './subjects.ts'
import { createVerifySet } from './verify-set.ts'

/** What became of a token: its event was handled, or was so before, or the token is refused. */
export type Outcome = 'handled' | 'repeated' | EventFault

/** Verifies a token and does what its event asks for, once, however often and at once it comes. */
export function createEventHandler(plan: EventPlan): (token: string) => Promise<Outcome> {
  const { revocations, revokesOn, onEvent, now, maxAge } = plan
  const verify = createVerifySet(plan)
  const subjectsOf = createSubjects(plan.subjects)
  const replays = createReplays(plan.replays)
  const handled = new LRUCache<string, true>({ max: plan.rememberedTokens })
  const running = new Map<string, Promise<Outcome>>()

  async function revoke(event: SecurityEvent): Promise<readonly RevokedSubject[] | EventFault> {
    // Tokens that are older than that have expired.
    const isStale = event.time + maxAge < now() / 1000
    if (isStale || !(endsSessions(event) || revokesOn?.(event))) return []
    const subjects = await subjectsOf(event)
    if ('fault' in subjects) return subjects
    await Promise.all(subjects.map((subject) => revocations.revoke(subject, event.time)))
    return subjects
  }

  async function handle(event: SecurityEvent): Promise<Outcome> {
    const id = { issuer: event.issuer, jti: event.jti }
    const claim = await replays.claim(id)
    if (claim === 'pending') return faulty('unavailable', 'Another replica is handling the event.')
    if (claim === 'handled') return 'repeated'
    try {
      const revoked = await revoke(event)
      if ('fault' in revoked) {
        await replays.release(id)
        return revoked
      }
      await onEvent?.({ event, revoked })
    } catch (error) {
      await replays.release(id)
      return faulty('unavailable', 'The event cannot be taken now.', error)
    }
    await replays.confirm(id, now() / 1000 + maxAge)
    return 'handled'
  }

  return async (token) => {
    const event = await verify(token)
    if ('fault' in event) return event
    const { jti } = event
    // An event that comes again is accepted again: its transmitter has missed the first answer.
    if (handled.has(jti)) return 'repeated'
    const first = running.get(jti)
    if (first !== undefined) {
      const outcome = await first
      return outcome === 'handled' ? 'repeated' : outcome
    }
    const outcome = handle(event).finally(() => running.delete(jti))
    running.set(jti, outcome)
    if (typeof (await outcome) === 'string') handled.set(jti, true)
    return outcome
  }
}
