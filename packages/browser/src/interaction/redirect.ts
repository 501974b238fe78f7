import type { IPublicClientApplication } from '@azure/msal-browser'
import type { InteractionRequest } from '../options.ts'

/**
 * Leaves the page. Resolves when it has come back to life from the back/forward cache, or was not left:
 * the user stayed, or the application has stopped it.
 */
export async function leave(
  msal: IPublicClientApplication,
  request: InteractionRequest,
): Promise<void> {
  let notice = (_: PageTransitionEvent) => {}
  const returned = new Promise<void>((resolve) => {
    notice = ({ persisted }) => {
      if (persisted) resolve()
    }
  })
  addEventListener('pageshow', notice)
  try {
    await Promise.race([returned, msal.acquireTokenRedirect(request)])
  } finally {
    removeEventListener('pageshow', notice)
  }
}
