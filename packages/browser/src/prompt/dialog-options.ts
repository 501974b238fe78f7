/** What the dialog says and where it stands. */
export interface DialogOptions {
  /** Default: `Verify it’s you`, and `Sign in to continue` where nobody is signed in. */
  title?: string
  /** Default: `Your organization asks you to confirm your sign-in before you go on.`, or to sign in. */
  message?: string
  /** Replaces `title` where nobody is signed in. */
  signInTitle?: string
  /** Replaces `message` where nobody is signed in. */
  signInMessage?: string
  /** The button that opens the popup. Default: `Continue`. */
  continueLabel?: string
  /** Default: `Cancel`. */
  cancelLabel?: string
  /** The element it is put into. Default: the root of the document, which outlives a body that is replaced. */
  container?: HTMLElement
}
