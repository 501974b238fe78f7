import {
  ConfigurationError,
  dialogPrompt,
  type Prompt,
  type PromptRequest,
} from '@caefetch/browser'

/** A question that waits for the user: whether to open the popup that answers a challenge. */
export interface WaitingChallenge {
  /** `needed`: no click was near enough for a popup. `blocked`: the browser blocked the popup all the same. */
  readonly reason: PromptRequest['reason']
  /** Whether somebody is signed in, who is to confirm that; `false`: somebody is to sign in. */
  readonly isSignedIn: boolean
  /** Opens the popup. Call it in the click itself: browsers block a popup that comes later. */
  proceed(): void
  /** Declines: the calls that wait reject with `InteractionRequiredError`. */
  cancel(): void
}

/** The application's own prompt: the `prompt` of `createCaeFetch`, and a store that components read. */
export interface Challenge extends Prompt {
  /** Calls the listener whenever the waiting question is another one, until the result is called. */
  subscribe(listener: () => void): () => void
  /** The question that waits now; the same object while it does. */
  getSnapshot(): WaitingChallenge | undefined
  /** Says that the user can see the question, until the result is called. While nobody says so, `fallback` asks. */
  attach(): () => void
}

/** Options of {@link createChallenge}. */
export interface ChallengeOptions {
  /** Asks while no component is there to ask. Default: `dialogPrompt()` of `@caefetch/browser`. */
  fallback?: Prompt
}

interface Entry {
  question: WaitingChallenge
  handOver(): void
}

/**
 * Creates the store that {@link useChallenge} reads, outside of React, and once for each caefetch.
 *
 * What no component can show is asked by `fallback`, also when the last one is unmounted, or hidden by a
 * suspended boundary, while the question waits. So a call that a component waits for never waits for
 * that component.
 *
 * @throws {@link ConfigurationError} for a `fallback` that is no function.
 * @example
 * const challenge = createChallenge()
 * const caeFetch = createCaeFetch(msal, { prompt: challenge })
 */
export function createChallenge({ fallback = dialogPrompt() }: ChallengeOptions = {}): Challenge {
  if (typeof fallback !== 'function') throw new ConfigurationError('fallback must be a function.')
  const listeners = new Set<() => void>()
  let waiting: readonly Entry[] = []
  let places = 0
  // Whatever it does, it answers.
  const askElsewhere: Prompt = async (request) => fallback(request)

  function change(entries: readonly Entry[]): void {
    waiting = entries
    for (const listener of listeners) listener()
  }

  function ask(request: PromptRequest): Promise<boolean> {
    return new Promise((resolve) => {
      const { reason, isSignedIn = true, signal } = request
      const end = (answer: boolean | Promise<boolean>) => {
        // First of all, so that nothing comes between the click and the popup.
        resolve(answer)
        signal?.removeEventListener('abort', cancel)
        change(waiting.filter((each) => each !== entry))
      }
      const cancel = () => end(false)
      const entry: Entry = {
        question: { reason, isSignedIn, cancel, proceed: () => end(true) },
        handOver: () => end(askElsewhere(request)),
      }
      signal?.addEventListener('abort', cancel)
      change([...waiting, entry])
    })
  }

  const prompt: Prompt = async (request) => {
    if (request.signal?.aborted) return false
    return places > 0 ? ask(request) : askElsewhere(request)
  }

  return Object.assign(prompt, {
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getSnapshot: () => waiting[0]?.question,
    attach() {
      let isAttached = true
      places++
      return () => {
        if (isAttached) places--
        isAttached = false
        // React detaches and attaches at once where it moves a component, or is strict.
        setTimeout(() => {
          if (places === 0) for (const entry of waiting) entry.handOver()
        })
      }
    },
  })
}
