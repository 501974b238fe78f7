import { afterEach, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { isUserActive, watchUserActs } from './user-acts.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

function createButton(): HTMLButtonElement {
  const button = document.createElement('button')
  button.textContent = 'Go'
  document.body.append(button)
  return button
}

it('notes a click before it has its effect, even where it is stopped', async () => {
  const actedAt = watchUserActs()
  const button = createButton()
  let atClick = 0
  button.addEventListener('click', (event) => {
    event.stopPropagation()
    atClick = actedAt()
  })
  expect(actedAt()).toBe(0)
  await userEvent.click(button)
  expect(atClick).toBeGreaterThan(0)
})

it('notes a key, and not the one that is a way out', async () => {
  const actedAt = watchUserActs()
  await userEvent.keyboard('{Escape}')
  expect(actedAt()).toBe(0)
  await userEvent.keyboard('a')
  expect(actedAt()).toBeGreaterThan(0)
})

it('does not take what a script does for the user', () => {
  const actedAt = watchUserActs()
  createButton().click()
  expect(actedAt()).toBe(0)
})

it('asks the browser whether the user is active, and takes what it does not know for yes', () => {
  vi.stubGlobal('navigator', { userActivation: { isActive: false } })
  expect(isUserActive()).toBe(false)
  vi.stubGlobal('navigator', {})
  expect(isUserActive()).toBe(true)
})
