import { createStandardPublicClientApplication } from '@azure/msal-browser'
import { MsalProvider } from '@azure/msal-react'
import { createCaeFetch, withCae } from '@caefetch/browser'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { createApplication, serverMarkup } from './application.fixture.tsx'
import { CaeProvider, createChallenge, useCaeFetch } from './index.ts'
import { StepUp, watchComplaints } from './step-up.fixture.tsx'

watchComplaints()

it('is rendered on a server without a complaint', () => {
  expect(globalThis.window).toBeUndefined()
  expect(renderToString(createApplication().application)).toBe(serverMarkup)
})

it('is rendered inside of MsalProvider, with what the application makes in its modules', async () => {
  const msal = await createStandardPublicClientApplication(
    withCae({ auth: { clientId: 'client' } }),
  )
  const caeFetch = createCaeFetch(msal, { prompt: createChallenge() })
  const Page = () => <p>{useCaeFetch() === caeFetch ? 'the same' : 'another'}</p>
  const markup = renderToString(
    <MsalProvider instance={msal}>
      <CaeProvider fetch={caeFetch}>
        <Page />
      </CaeProvider>
    </MsalProvider>,
  )
  expect(markup).toBe('<p>the same</p>')
})

it('says what is missing where a hook has no provider above, or one that lacks what it needs', () => {
  const Orders = () => <p>{typeof useCaeFetch()}</p>
  const configuration = { name: 'ConfigurationError', code: 'configuration' }
  const render = (node: ReactNode) => () => renderToString(node)
  expect(render(<Orders />)).toThrow(expect.objectContaining(configuration))
  expect(render(<Orders />)).toThrow('put the component into <CaeProvider fetch={…}>')
  const withoutChallenge = (
    <CaeProvider fetch={fetch}>
      <StepUp />
    </CaeProvider>
  )
  expect(render(withoutChallenge)).toThrow('put the component into <CaeProvider challenge={…}>')
  const wrong: unknown = { fetch: 'https://api.contoso.com' }
  const withText = (
    <CaeProvider {...(wrong as { fetch: typeof fetch })}>
      <Orders />
    </CaeProvider>
  )
  expect(render(withText)).toThrow(expect.objectContaining(configuration))
})
