import { inTime } from '../in-time.ts'
import type { RevocationStore } from './store.ts'

/**
 * Rejects what a store does not answer in time. A store in which a look-up hung is not asked for as long
 * again; then one look-up tries it, and no other waits until that has its answer.
 */
export function boundStore(store: RevocationStore, timeout: number): RevocationStore {
  const message = `The revocation store has not answered within ${timeout} ms.`
  let restsUntil: number | undefined

  const rest = (): void => {
    restsUntil = performance.now() + timeout
  }

  async function lookUp<Answer>(answer: Promise<Answer>): Promise<Answer> {
    let isLate = true
    const settled = answer.finally(() => {
      isLate = false
    })
    try {
      const value = await inTime(settled, timeout, message)
      restsUntil = undefined
      return value
    } catch (error) {
      if (isLate) rest()
      throw error
    }
  }

  return {
    async raise(subject, cutoff, expires) {
      await inTime(Promise.resolve(store.raise(subject, cutoff, expires)), timeout, message)
    },
    latest(token) {
      if (restsUntil !== undefined) {
        if (performance.now() < restsUntil) throw new Error(message)
        rest()
      }
      const answer = store.latest(token)
      return typeof answer === 'object' && answer !== null ? lookUp(answer) : answer
    },
  }
}
