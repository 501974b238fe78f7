import type { DialogOptions } from './dialog-options.ts'
import type { Prompt } from './prompt.ts'

/**
 * Asks with a native dialog, which is loaded when it is needed first.
 *
 * Every text can be replaced; the parts `dialog`, `title`, `message`, `actions`, `continue` and
 * `cancel` of the element `.caefetch-prompt` can be styled with `::part()`.
 *
 * @example
 * createCaeFetch(msal, { prompt: dialogPrompt({ title: 'Bestätigen Sie Ihre Anmeldung' }) })
 */
export function dialogPrompt(options: DialogOptions = {}): Prompt {
  return async (request) => {
    const { showDialog } = await import('./dialog.ts')
    return showDialog(options, request)
  }
}
