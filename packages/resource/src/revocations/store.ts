import type { RevokedSubject } from './subject.ts'

/**
 * Where cutoffs are kept: a moment for each subject, before which its tokens are no longer good.
 * Both functions throw, or reject, while the store is down, or too old to be believed; one that does not
 * answer within `storeTimeout` is taken for down.
 */
export interface RevocationStore {
  /**
   * Raises the subject's cutoff; a cutoff that is later already stays. Resolves when the cutoff is as
   * durable as the store makes it: only then is an event answered.
   *
   * @param cutoff Seconds since the epoch.
   * @param expires Seconds since the epoch; by then every token that the cutoff hits has expired.
   */
  raise(subject: RevokedSubject, cutoff: number, expires: number): void | Promise<void>
  /**
   * The latest cutoff among the subjects whose values the token all has; `undefined` or `null`, where
   * there is none. The token has its `iat` as well. It is asked on every call: a store that follows its log in memory answers with no promise.
   */
  latest(token: RevokedSubject): number | null | undefined | Promise<number | null | undefined>
  /**
   * Whether `latest` sees what this process raised from the call of `raise` on. Default: `false`, and
   * the revocations of this process are remembered beside the store.
   */
  readonly isLocal?: boolean
  /**
   * Calls the listener when `latest` begins to see a cutoff that another process has raised. It tells apart
   * tokens that were issued before and after, in the second of the cutoff. Default: it is never called.
   */
  onRaise?(listener: (cutoff: number) => void): void
}
