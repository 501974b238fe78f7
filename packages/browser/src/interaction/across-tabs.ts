/** Runs one at a time, in this page and in every tab of its origin: there is one user to ask. */
export function oneAtATime<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  // Pages that are not served securely have no Web Locks; there each tab asks for itself.
  const { locks } = navigator
  return locks ? locks.request('caefetch', { ...(signal && { signal }) }, run) : run()
}

/**
 * Makes this tab's MSAL read the shared cache again, and waits a moment for that.
 *
 * MSAL reads what another tab has stored as soon as it hears of it, which may be before the browser
 * shows it to this one; then it keeps the old. Without its channel nothing happens, and Entra is asked.
 */
export async function readAgain(clientId: string): Promise<void> {
  const channel = new BroadcastChannel('msal.broadcast.cache')
  for (const key of Object.keys(localStorage)) {
    if (key.includes(clientId)) channel.postMessage({ key, context: clientId })
  }
  channel.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
}
