import type { RevokedSubject } from './subject.ts'

/**
 * Where cutoffs are kept: a moment for each subject, before which its tokens are no longer good.
 * Throw, or reject, when it is down.
 */
export interface RevocationStore {
  /**
   * Raises the subject's cutoff; a cutoff that is later already stays.
   *
   * @param cutoff Seconds since the epoch.
   * @param expires Seconds since the epoch; by then every token that the cutoff hits has expired.
   */
  raise(subject: RevokedSubject, cutoff: number, expires: number): void | Promise<void>
  /** The latest cutoff among the subjects whose values the token all has. */
  latest(token: RevokedSubject): number | undefined | Promise<number | undefined>
}
