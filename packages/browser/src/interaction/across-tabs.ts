/** Runs one at a time of all that bear the same name, in this page and in every tab of its origin. */
export function oneAtATime<T>(
  name: string,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  // Pages that are not served securely have no Web Locks; there each tab asks for itself.
  const { locks } = navigator
  return locks ? locks.request(name, { ...(signal && { signal }) }, run) : run()
}
