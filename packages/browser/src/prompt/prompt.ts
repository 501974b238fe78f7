/** Why the user is asked for a click. */
export interface PromptRequest {
  /** `needed`: no click was near enough for a popup. `blocked`: the browser blocked the popup all the same. */
  reason: 'needed' | 'blocked'
  /** Aborts when no call waits any more: what is shown should go away. */
  signal?: AbortSignal | undefined
}

/**
 * Asks the user whether they want to go on, and resolves with the answer while their click still
 * counts: browsers allow a popup for a moment after it.
 */
export type Prompt = (request: PromptRequest) => Promise<boolean>
