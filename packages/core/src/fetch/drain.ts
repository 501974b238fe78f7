/**
 * Reads a response for nobody, until what it returns is called. One that is read to its end leaves
 * its connection open for the next call; one that is cancelled before takes the connection with it.
 */
export function drain({ body }: Response): () => void {
  // Whoever watches the responses of fetch may have taken it.
  if (!body || body.locked) return () => {}
  const reader = body.getReader()
  const read = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  read().catch(() => {})
  return () => {
    reader.cancel().catch(() => {})
  }
}
