import { MsalProvider } from '@azure/msal-react'
import { InteractionRequiredError } from '@caefetch/browser'
import { CaeProvider } from '@caefetch/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { caeFetch, challenge, msal } from './caefetch.ts'
import { queryClient } from './queries.ts'
import { StepUp } from './step-up.tsx'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')

/** That a user declines is no fault of the application's: the boundary tells them, and nobody else. */
function onCaughtError(error: unknown): void {
  if (!(error instanceof InteractionRequiredError)) console.error(error)
}

createRoot(root, { onCaughtError }).render(
  <StrictMode>
    <MsalProvider instance={msal}>
      <CaeProvider fetch={caeFetch} challenge={challenge}>
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
        {/* Beside all boundaries that wait for data, or it would wait with them. */}
        <StepUp />
      </CaeProvider>
    </MsalProvider>
  </StrictMode>,
)
