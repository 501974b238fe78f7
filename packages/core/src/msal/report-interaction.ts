import type { TokenRequest } from '../fetch/token-source.ts'

/** Runs what asks the user, and tells the listener of events when it starts and how it ends. */
export async function reportInteraction<T>(
  { report }: Pick<TokenRequest, 'report'>,
  kind: string,
  run: () => Promise<T>,
): Promise<T> {
  report?.({ type: 'interaction', kind, state: 'started' })
  let state: 'succeeded' | 'failed' = 'failed'
  try {
    const answer = await run()
    state = 'succeeded'
    return answer
  } finally {
    report?.({ type: 'interaction', kind, state })
  }
}
