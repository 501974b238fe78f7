import { readClaimsChallenge } from '@caefetch/core'
import type { CaeEvent } from '@caefetch/node'
import { bounded } from '../tenant/fetch-json.ts'
import type { SignIn } from '../tenant/sign-in.ts'
import type { Clock } from './measure.ts'
import type { Sighting } from './sighting.ts'

interface ApiOptions {
  readonly url: string
  readonly scopes: readonly string[]
  readonly signIn: SignIn
  readonly clock: Pick<Clock, 'now'>
  readonly signal: AbortSignal
  /** Hears of everything, at once. */
  readonly see: (sighting: Sighting) => void
}

/** Calls an API as an application would, and tells what is seen on the way. */
export function createApi({
  url,
  scopes,
  signIn,
  clock,
  signal,
  see,
}: ApiOptions): () => Promise<Response> {
  const send: typeof fetch = async (input, init) => {
    const response = await fetch(input, {
      ...init,
      redirect: 'manual',
      signal: bounded(init?.signal ?? signal),
    })
    const { status } = response
    see({ kind: 'answer', at: clock.now(), status, challenge: readClaimsChallenge(response) })
    return response
  }
  const listen = (event: CaeEvent): void => {
    if (event.type !== 'interaction') return
    see({ kind: event.state === 'started' ? 'asking' : 'asked', at: clock.now() })
  }
  const caeFetch = signIn.fetch({ [`${new URL(url).origin}/`]: scopes }, listen, send)
  return async () => {
    const response = await caeFetch(url, { signal })
    await response.body?.cancel()
    return response
  }
}
