import type { ClaimsChallenge } from '@caefetch/core'

/** What is seen of the API and of the client, as it happens. */
export type Sighting =
  /** The API answered a call; `challenge` is what it asked for instead. */
  | { kind: 'answer'; at: number; status: number; challenge?: ClaimsChallenge | undefined }
  /** The person is asked to sign in again, or has. */
  | { kind: 'asking' | 'asked'; at: number }
  /** The sessions are revoked. */
  | { kind: 'revoked'; at: number }

/** When the person was asked, from and to. */
export function questions(sightings: readonly Sighting[], end: number): [number, number][] {
  const spans: [number, number][] = []
  let since: number | undefined
  for (const { kind, at } of sightings) {
    if (kind === 'asking') since ??= at
    if (kind === 'asked' && since !== undefined) {
      spans.push([since, at])
      since = undefined
    }
  }
  return since === undefined ? spans : [...spans, [since, end]]
}

export const isRefused = (status: number): boolean => status === 401 || status === 403
