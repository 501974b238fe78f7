/** Why a page is shown instead of what was asked for; docs/troubleshooting.md has a section for each. */
export type PageReason =
  | 'session_revoked'
  | 'session_ended'
  | 'session_signed_out'
  | 'session_expired'
  | 'session_lost'
  | 'sign_in_unknown'
  | 'sign_in_declined'
  | 'sign_in_failed'
  | 'other_account'
  | 'challenge_repeated'
  | 'request_interrupted'
  | 'request_not_kept'
  | 'request_gone'
  | 'cross_origin'
  | 'sessions_unavailable'
  | 'done'

/** A page that the application may draw itself. Nothing in it comes from another server, but Entra's code. */
export interface PageView {
  /** Why the page is shown. */
  readonly reason: PageReason
  /** The status that it is sent with. */
  readonly status: number
  /** What has happened, in a few words: plain text. */
  readonly title: string
  /** What has happened, and what can be done: plain text. */
  readonly text: string
  /** Where the user can go from here, the best way first: paths of the application. */
  readonly links: readonly { readonly label: string; readonly href: string }[]
  /** What sends the interrupted request again: a form with these fields, all of them hidden. */
  readonly form?: {
    readonly action: string
    readonly enctype: string
    readonly fields: readonly (readonly [name: string, value: string])[]
    readonly label: string
  }
}
