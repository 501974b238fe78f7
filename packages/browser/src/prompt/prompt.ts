/** Why the user is asked for a click. */
export interface PromptRequest {
  /** `needed`: no click was near enough for a popup. `blocked`: the browser blocked the popup all the same. */
  reason: 'needed' | 'blocked'
  /** Whether somebody is signed in, who is to confirm that; `false`: somebody is to sign in. Default: true. */
  isSignedIn?: boolean
  /**
   * Aborts when what is shown should go away: no call waits any more, or the page is hidden, and another
   * tab may ask. In that case the prompt is called again when the user is back.
   */
  signal?: AbortSignal | undefined
}

/**
 * Asks the user whether they want to go on, and resolves with the answer while their click still
 * counts: browsers allow a popup for a moment after it, and WebKit only where nothing but promises lies
 * between the two.
 */
export type Prompt = (request: PromptRequest) => Promise<boolean>
