import type { ClaimsRequest } from '@caefetch/core'
import { hash } from '../sessions/seal.ts'
import type { SessionStore } from '../sessions/store.ts'

/** What a session has to be stepped up for, and where that leads. */
export interface StepUp {
  readonly scopes: readonly string[]
  readonly claims?: ClaimsRequest
  /** Where the browser goes afterwards. */
  readonly returnTo: string
  /** The form that was being sent, by its id where it was kept. */
  readonly request?: { readonly method: string; readonly path: string; readonly keptAs?: string }
}

/** The step-ups that visits wait for, and those that sessions had: a new sign-in begins without. */
export interface StepUps {
  /** Keeps what is asked; the same, asked by many calls, is one. */
  ask(visitId: string, step: StepUp): Promise<string>
  find(visitId: string, id: string): Promise<StepUp | undefined>
  /** The user has done it. */
  met(sessionId: string, step: StepUp): Promise<void>
  /** Whether the user has done the same of late, and it is asked again. */
  isRepeated(sessionId: string, step: Pick<StepUp, 'scopes' | 'claims'>): Promise<boolean>
}

/** How long it is kept what a user was asked for, in milliseconds. */
const askedFor = 600_000
/** So soon the same is asked again only by what is never content, in milliseconds. */
const metFor = 300_000

export function createStepUps(store: SessionStore): StepUps {
  const askedKey = (visitId: string, id: string) => `step:${visitId} ${id}`
  const metKey = (sessionId: string, step: Pick<StepUp, 'scopes' | 'claims'>) =>
    `met:${sessionId} ${hash(JSON.stringify([step.scopes, withoutTimes(step.claims)]))}`

  return {
    async ask(visitId, step) {
      const text = JSON.stringify(step)
      const id = hash(`${visitId} ${text}`).slice(0, 22)
      await store.set(askedKey(visitId, id), text, askedFor)
      return id
    },
    async find(visitId, id) {
      const text = await store.get(askedKey(visitId, id))
      return text === undefined ? undefined : JSON.parse(text)
    },
    met: (sessionId, step) => store.set(metKey(sessionId, step), '1', metFor),
    isRepeated: async (sessionId, step) => (await store.get(metKey(sessionId, step))) !== undefined,
  }
}

/** Who asks for a sign-in that is later each time asks for the same. */
function withoutTimes(claims: ClaimsRequest = {}): unknown {
  return Object.entries(claims).map(([place, requested]) => [
    place,
    Object.entries(requested).map(([name, claim]) => (name === 'nbf' ? name : [name, claim])),
  ])
}
