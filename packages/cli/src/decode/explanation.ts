/** What `decode` says of a text: in words, and as data for `--json`. */
export interface Explanation {
  readonly kind: 'challenge' | 'claims' | 'token' | 'error'
  /** What it is, in one sentence. */
  readonly summary: string
  /** What it says, a label and a sentence each. */
  readonly facts: readonly (readonly [string, string])[]
  /** What the client, or somebody else, must do. */
  readonly next: readonly string[]
  readonly links: readonly string[]
  /** The same for programs; no token, no signature. */
  readonly details: Readonly<Record<string, unknown>>
}
