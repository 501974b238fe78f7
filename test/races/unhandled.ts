/** Rejections that nobody has handled while it ran, in words. */
export async function unhandledIn(run: () => Promise<void>): Promise<string[]> {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    await run()
    return unhandled.map(String)
  } finally {
    process.off('unhandledRejection', note)
  }
}
