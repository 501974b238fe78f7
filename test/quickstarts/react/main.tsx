import { type BrowserAuthOptions, createStandardPublicClientApplication } from '@azure/msal-browser'
import { createCaeFetch, withCae } from '@caefetch/browser'
import { CaeProvider, createChallenge, useCaeFetch, useChallenge } from '@caefetch/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

declare const entra: BrowserAuthOptions // by vite.config.ts; in production { clientId, authority, redirectUri }
declare const api: string

// Made once and outside of React: components, loaders and tests use the same caeFetch.
const msal = await createStandardPublicClientApplication(withCae({ auth: entra }))
const challenge = createChallenge()
const caeFetch = createCaeFetch(msal, {
  resources: { [api]: ['api://orders/orders.read', 'api://orders/orders.write'] },
  prompt: challenge,
})

function Orders() {
  const caeFetch = useCaeFetch()
  const [lines, setLines] = useState<string[]>([])

  async function call(method: string, path: string) {
    const { status } = await caeFetch(`${api}${path}`, { method })
    setLines((before) => [...before, `${method} ${path} ${status}`])
  }
  // No click is near when the seconds are over: a popup would be blocked, so the dialog asks for one.
  const later = () => setTimeout(() => void call('DELETE', '/orders/1'), 6_000)

  return (
    <>
      <button type="button" onClick={() => call('GET', '/orders')}>
        List the orders
      </button>
      <button type="button" onClick={later}>
        Delete the first in six seconds
      </button>
      <pre>{lines.join('\n')}</pre>
    </>
  )
}

/** Your own dialog. `proceed` is called in the click itself. */
function StepUp() {
  const question = useChallenge()
  return (
    question && (
      <dialog open>
        <p>Your organization wants to know that it is you.</p>
        <button type="button" onClick={question.proceed}>
          Continue
        </button>
        <button type="button" onClick={question.cancel}>
          Not now
        </button>
      </dialog>
    )
  )
}

const root = createRoot(document.getElementById('root') ?? document.body)
root.render(
  <StrictMode>
    <CaeProvider fetch={caeFetch} challenge={challenge}>
      <Orders />
      <StepUp />
    </CaeProvider>
  </StrictMode>,
)
