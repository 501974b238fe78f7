import { afterEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { dialogPrompt } from './dialog-prompt.ts'

const host = () => document.querySelector('.caefetch-prompt')
const inDialog = (selector: string) => host()?.shadowRoot?.querySelector<HTMLElement>(selector)

async function shown(): Promise<HTMLDialogElement> {
  await expect.poll(() => inDialog('dialog')?.matches(':modal')).toBe(true)
  const dialog = inDialog('dialog')
  if (!(dialog instanceof HTMLDialogElement)) throw new Error('no dialog')
  return dialog
}

afterEach(() => {
  expect(host()).toBeNull()
  document.body.replaceChildren()
})

describe('the dialog', () => {
  it('resolves with true on Continue, and gives focus back', async () => {
    const button = document.createElement('button')
    document.body.append(button)
    button.focus()
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    expect(host()?.shadowRoot?.activeElement?.id).toBe('continue')
    inDialog('#continue')?.click()
    expect(await answer).toBe(true)
    expect(document.activeElement).toBe(button)
  })

  it('resolves with false on Cancel', async () => {
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    inDialog('#cancel')?.click()
    expect(await answer).toBe(false)
  })

  it('resolves with false on Escape', async () => {
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    await userEvent.keyboard('{Escape}')
    expect(await answer).toBe(false)
  })

  it('goes away when no call waits any more', async () => {
    const controller = new AbortController()
    const answer = dialogPrompt()({ reason: 'needed', signal: controller.signal })
    await shown()
    controller.abort()
    expect(await answer).toBe(false)
    expect(await dialogPrompt()({ reason: 'needed', signal: controller.signal })).toBe(false)
  })

  it('says who it is and what it wants to a screen reader', async () => {
    const answer = dialogPrompt()({ reason: 'needed' })
    const dialog = await shown()
    for (const attribute of ['aria-labelledby', 'aria-describedby']) {
      expect(inDialog(`#${dialog.getAttribute(attribute)}`)?.textContent).not.toBe('')
    }
    inDialog('#cancel')?.click()
    await answer
  })

  it('tells who is not signed in to sign in, in the application’s words too', async () => {
    const answers = [dialogPrompt()({ reason: 'needed', isSignedIn: false })]
    await shown()
    expect(inDialog('h2')?.textContent).toBe('Sign in to continue')
    inDialog('#cancel')?.click()
    await answers[0]
    const words = { title: 'Bestätigen', message: 'Nachricht' }
    answers.push(dialogPrompt(words)({ reason: 'needed', isSignedIn: false }))
    await shown()
    expect(inDialog('h2')?.textContent).toBe('Bestätigen')
    inDialog('#cancel')?.click()
    await answers[1]
    const signIn = { ...words, signInTitle: 'Anmelden', signInMessage: 'Bitte' }
    answers.push(dialogPrompt(signIn)({ reason: 'needed', isSignedIn: false }))
    await shown()
    expect(inDialog('h2')?.textContent).toBe('Anmelden')
    expect(inDialog('p')?.textContent).toBe('Bitte')
    inDialog('#continue')?.click()
    expect(await Promise.all(answers)).toEqual([false, false, true])
  })

  it('outlives a body that is replaced', async () => {
    const body = document.body
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    document.body.replaceWith(document.createElement('body'))
    await shown()
    expect(inDialog('dialog')?.checkVisibility()).toBe(true)
    document.body.replaceWith(body)
    inDialog('#continue')?.click()
    expect(await answer).toBe(true)
  })

  it('comes back where the page removes it', async () => {
    const container = document.createElement('section')
    document.body.append(container)
    const answer = dialogPrompt({ container })({ reason: 'needed' })
    await shown()
    container.replaceChildren()
    await shown()
    container.remove()
    await shown()
    inDialog('#continue')?.click()
    expect(await answer).toBe(true)
  })

  it('gives in where the page removes it again and again', async () => {
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    const removals = new MutationObserver(() => host()?.remove())
    removals.observe(document.documentElement, { childList: true })
    host()?.remove()
    expect(await answer).toBe(false)
    removals.disconnect()
  })

  it('is over where something else closes it', async () => {
    const answer = dialogPrompt()({ reason: 'needed' })
    const dialog = await shown()
    dialog.close()
    expect(await answer).toBe(false)
  })

  it('takes clicks where another modal has taken the pointer from the page', async () => {
    for (const element of [document.documentElement, document.body]) {
      element.style.pointerEvents = 'none'
    }
    const answer = dialogPrompt()({ reason: 'needed' })
    await shown()
    const proceed = inDialog('#continue')
    if (proceed) await userEvent.click(proceed)
    expect(await answer).toBe(true)
    document.documentElement.removeAttribute('style')
    document.body.removeAttribute('style')
  })

  it('speaks the words it is given, as text', async () => {
    const container = document.createElement('section')
    document.body.append(container)
    const prompt = dialogPrompt({
      title: '<img src=x onerror=alert(1)>',
      message: 'Nachricht',
      continueLabel: 'Weiter',
      cancelLabel: 'Abbrechen',
      container,
    })
    const answer = prompt({ reason: 'blocked' })
    await shown()
    expect(container.contains(host())).toBe(true)
    expect(inDialog('h2')?.textContent).toBe('<img src=x onerror=alert(1)>')
    expect(inDialog('img')).toBeNull()
    expect(inDialog('#continue')?.textContent).toBe('Weiter')
    inDialog('#cancel')?.click()
    await answer
  })
})
