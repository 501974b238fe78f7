import type { DialogOptions } from './dialog-options.ts'
import { styleSheet } from './dialog-style.ts'
import type { PromptRequest } from './prompt.ts'

/** How often a dialog comes back that the page removes, before it gives in. */
const mostReturns = 10

/** Shows the dialog until the user decides; focus goes back to where it was. */
export function showDialog(
  options: DialogOptions,
  { isSignedIn = true, signal }: PromptRequest,
): Promise<boolean> {
  const { host, dialog, proceed, cancel } = createDialog(options, isSignedIn)
  ;(options.container ?? document.documentElement).append(host)
  dialog.showModal()

  return new Promise<boolean>((resolve) => {
    let returns = 0
    const removals = new MutationObserver(() => {
      if (host.isConnected) return
      if (returns++ === mostReturns) return decide(false)
      // A dialog that was removed is shown no more, and says that it is open all the same.
      dialog.open = false
      document.documentElement?.append(host)
      if (host.isConnected) dialog.showModal()
    })
    const decide = (answer: boolean) => {
      removals.disconnect()
      signal?.removeEventListener('abort', giveUp)
      if (dialog.open) dialog.close()
      host.remove()
      resolve(answer)
    }
    const giveUp = () => decide(false)
    removals.observe(document, { childList: true, subtree: true })
    proceed.addEventListener('click', () => decide(true))
    cancel.addEventListener('click', giveUp)
    // Escape, and whatever else closes a dialog.
    dialog.addEventListener('cancel', giveUp)
    dialog.addEventListener('close', () => {
      if (!dialog.open) giveUp()
    })
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
  })
}

function createDialog(options: DialogOptions, isSignedIn: boolean) {
  const { continueLabel = 'Continue', cancelLabel = 'Cancel' } = options
  const { title = isSignedIn ? 'Verify it’s you' : 'Sign in to continue' } = options
  const { message = isSignedIn ? confirmMessage : signInMessage } = options
  const dialog = part('dialog', 'dialog')
  dialog.setAttribute('aria-labelledby', 'title')
  dialog.setAttribute('aria-describedby', 'message')
  const actions = part('div', 'actions')
  const proceed = part('button', 'continue', continueLabel)
  proceed.autofocus = true
  const cancel = part('button', 'cancel', cancelLabel)
  actions.append(cancel, proceed)
  dialog.append(
    part('h2', 'title', isSignedIn ? title : (options.signInTitle ?? title)),
    part('p', 'message', isSignedIn ? message : (options.signInMessage ?? message)),
    actions,
  )
  // A shadow root of its own keeps the page's styles out; built by hand, no markup needs to be trusted.
  const host = document.createElement('div')
  host.className = 'caefetch-prompt'
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styleSheet()]
  root.append(dialog)
  return { host, dialog, proceed, cancel }
}

const confirmMessage = 'Your organization asks you to confirm your sign-in before you go on.'
const signInMessage = 'Sign in with your work or school account to go on.'

function part<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.id = name
  element.setAttribute('part', name)
  if (text !== undefined) element.textContent = text
  return element
}
