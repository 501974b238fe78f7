/** Runs one at a time, in this page and in every tab of its origin: there is one user to ask. */
export function oneAtATime<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  // Pages that are not served securely have no Web Locks; there each tab asks for itself.
  const { locks } = navigator
  return locks ? locks.request('caefetch', { ...(signal && { signal }) }, run) : run()
}
