import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react'
import type { WaitingChallenge } from './challenge.ts'
import { useProvided } from './provider.ts'

// React undoes a layout effect, and no other, where a suspended boundary hides the component. React 18
// warns of one on the server.
const useWhileSeen = typeof document === 'undefined' ? useEffect : useLayoutEffect
const nothing = () => undefined

/**
 * The question that waits for the user, or undefined: what the application's own dialog shows.
 *
 * Call it in one component that stands above or beside all boundaries that wait for data. Where that one
 * is not mounted, or is hidden, the `fallback` of {@link createChallenge} asks.
 *
 * @throws {@link ConfigurationError} outside of a {@link CaeProvider} with a `challenge`.
 * @example
 * function StepUp() {
 *   const question = useChallenge()
 *   return question && <button onClick={question.proceed}>Continue</button>
 * }
 */
export function useChallenge(): WaitingChallenge | undefined {
  const challenge = useProvided('challenge')
  useWhileSeen(challenge.attach, [challenge])
  return useSyncExternalStore(challenge.subscribe, challenge.getSnapshot, nothing)
}
