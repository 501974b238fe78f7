/**
 * Where sessions are kept, and what is under way: texts by key, each for a time. All replicas of an
 * application share one. What it is given is sealed, but for the times at which sessions were ended.
 */
export interface SessionStore {
  /** The value, if there is one; `lifetime` prolongs it. */
  get(key: string, lifetime?: number): Promise<string | undefined>
  /**
   * @param lifetime In milliseconds.
   * @param isUpdate Whether to set it only where there is a value already.
   */
  set(key: string, value: string, lifetime: number, isUpdate?: boolean): Promise<void>
  /** Gets the value and removes it in one step: of all who ask at once, one gets it. */
  take(key: string): Promise<string | undefined>
  /** Raises a number in one step; where there is a higher one, that stays. */
  raise(key: string, value: number, lifetime: number): Promise<void>
}
