import { setTimeout } from 'node:timers/promises'
import type { AccessToken, ShareRequest } from '@caefetch/core'
import type { Problems } from './problems.ts'
import { leaseLife, type TokenStore } from './token-store.ts'

/** How often who waits looks, in milliseconds; not all at the same moment. */
const nextLook = (): number => 10 + Math.random() * 8

/** Takes the token that another replica has got, or asks for one and publishes it. */
export async function takeOrAsk(
  store: TokenStore,
  { signal }: Pick<ShareRequest, 'signal'>,
  problems: Problems,
  ask: () => Promise<AccessToken>,
): Promise<AccessToken> {
  const access = await waitForToken(store, signal, problems).catch((error) => {
    signal?.throwIfAborted()
    problems.unavailable(error)
  })
  if (access) return access
  const answer = await askWhileKept(store, signal, ask)
  // The call need not wait for what the other replicas are waiting for.
  store.put(answer).catch(problems.unavailable)
  return answer
}

/** A token, or undefined when it is upon this replica to ask. Whoever asks keeps its lease alive. */
async function waitForToken(
  store: TokenStore,
  signal: AbortSignal | undefined,
  problems: Problems,
): Promise<AccessToken | undefined> {
  for (let isWaiting = false; ; ) {
    const taken = await store.take(isWaiting)
    signal?.throwIfAborted()
    if (taken.state === 'token') return taken.access
    if (taken.state === 'lease') return undefined
    isWaiting = taken.state === 'wait'
    if (isWaiting) await setTimeout(nextLook())
    else problems.unreadable()
  }
}

async function askWhileKept(
  store: TokenStore,
  signal: AbortSignal | undefined,
  ask: () => Promise<AccessToken>,
): Promise<AccessToken> {
  const keeping = setInterval(() => {
    if (!signal?.aborted) store.keep().catch(() => {})
  }, leaseLife / 3)
  try {
    return await ask()
  } catch (error) {
    // Who gave up says nothing about the provider.
    store.release(signal?.aborted ? 'take turns' : 'ask at once').catch(() => {})
    throw error
  } finally {
    clearInterval(keeping)
  }
}
