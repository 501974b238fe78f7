import type { Prompt } from './prompt.ts'

/** What the dialog says and where it stands. */
export interface DialogOptions {
  /** Default: `Verify it's you`. */
  title?: string
  /** Default: `Your organization asks you to confirm your sign-in before you go on.` */
  message?: string
  /** The button that opens the popup. Default: `Continue`. */
  continueLabel?: string
  /** Default: `Cancel`. */
  cancelLabel?: string
  /** The element it is put into. Default: the body. */
  container?: HTMLElement
}

/**
 * Asks with a native dialog, which is loaded when it is needed first.
 *
 * Every text can be replaced; the parts `dialog`, `title`, `message`, `actions`, `continue` and
 * `cancel` of the element `.caefetch-prompt` can be styled with `::part()`.
 */
export function dialogPrompt(options: DialogOptions = {}): Prompt {
  return async (request) => {
    const { showDialog } = await import('./dialog.ts')
    return showDialog(options, request)
  }
}
