import { type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { createApplication, serverMarkup } from './application.fixture.tsx'
import { button, shows } from './page.fixture.tsx'
import { watchComplaints } from './step-up.fixture.tsx'

watchComplaints()

/** Takes over what a server has rendered; what React had to mend is an error. */
function hydrate(node: ReactNode, onRecoverableError: (error: unknown) => void) {
  const container = document.createElement('div')
  container.innerHTML = serverMarkup
  document.body.append(container)
  return hydrateRoot(container, <StrictMode>{node}</StrictMode>, { onRecoverableError })
}

it('takes over a page that has calls pending, and then a question, with nothing to mend', async () => {
  const pending = [{ method: 'GET', url: 'https://api.contoso.com/orders' }]
  sessionStorage.setItem('caefetch.pending', JSON.stringify(pending))
  const mended = vi.fn()
  const { application, challenge } = createApplication()
  // Shown although the page is not hydrated yet.
  const leave = challenge.attach()
  const answer = challenge({ reason: 'needed' })
  const root = hydrate(application, mended)
  await shows('1 pending')
  await shows('Go on')
  leave()
  button('Go on').click()
  expect(await answer).toBe(true)
  expect(mended).not.toHaveBeenCalled()
  root.unmount()
})
