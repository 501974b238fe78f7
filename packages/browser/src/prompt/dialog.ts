import type { DialogOptions } from './dialog-prompt.ts'
import type { PromptRequest } from './prompt.ts'

/** Shows the dialog until the user decides; focus goes back to where it was. */
export function showDialog(options: DialogOptions, { signal }: PromptRequest): Promise<boolean> {
  const {
    title = 'Verify it’s you',
    message = 'Your organization asks you to confirm your sign-in before you go on.',
    continueLabel = 'Continue',
    cancelLabel = 'Cancel',
    container = document.body,
  } = options

  const dialog = part('dialog', 'dialog')
  dialog.setAttribute('aria-labelledby', 'title')
  dialog.setAttribute('aria-describedby', 'message')
  const actions = part('div', 'actions')
  const proceed = part('button', 'continue', continueLabel)
  proceed.autofocus = true
  const cancel = part('button', 'cancel', cancelLabel)
  actions.append(cancel, proceed)
  dialog.append(part('h2', 'title', title), part('p', 'message', message), actions)

  // A shadow root of its own keeps the page's styles out; built by hand, no markup needs to be trusted.
  const host = document.createElement('div')
  host.className = 'caefetch-prompt'
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [styles()]
  root.append(dialog)
  container.append(host)
  dialog.showModal()

  return new Promise<boolean>((resolve) => {
    const decide = (answer: boolean) => {
      signal?.removeEventListener('abort', giveUp)
      dialog.close()
      host.remove()
      resolve(answer)
    }
    const giveUp = () => decide(false)
    proceed.addEventListener('click', () => decide(true))
    cancel.addEventListener('click', giveUp)
    // Escape.
    dialog.addEventListener('cancel', giveUp)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
  })
}

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

/** A constructed sheet is no inline style, which a strict Content-Security-Policy would refuse. */
function styles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    :host { color-scheme: light dark }
    dialog {
      box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); padding: 1.5rem;
      border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: .75rem;
      background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif;
      box-shadow: 0 1rem 3rem rgb(0 0 0 / .3);
    }
    dialog::backdrop { background: rgb(0 0 0 / .45) }
    h2 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.3 }
    p { margin: 0 0 1.5rem }
    div { display: flex; flex-wrap: wrap; gap: .75rem; justify-content: flex-end }
    button {
      min-height: 2.75rem; padding: 0 1.25rem; border: 1px solid currentColor; border-radius: .5rem;
      background: transparent; color: inherit; font: inherit; cursor: pointer;
    }
    #continue { border-color: transparent; background: #0b57d0; color: #fff }
    button:focus-visible { outline: 3px solid #8ab4f8; outline-offset: 2px }
  `)
  return sheet
}
