import { answerChallenges } from './answer-challenges.ts'
import type { CaeFetch } from './cae-request-init.ts'
import { readCall, urlOf, withoutCae } from './call.ts'
import { isDevelopment } from './development.ts'
import { createGlobalFetch } from './global-fetch.ts'
import { hasAuthorization } from './headers.ts'
import type { Pipeline } from './pipeline.ts'
import { asksForToken, mayBeRefused } from './refusal.ts'
import { createReplay } from './replay.ts'
import { send } from './send.ts'
import { parseUrl } from './url.ts'

/** A `fetch` whose calls go through the pipeline. */
export function fetchThrough(pipeline: Pipeline): CaeFetch {
  const { resources, interaction, maxReplayBytes, diagnose } = pipeline
  const globalFetch = createGlobalFetch()
  const { fetch: sendAny = globalFetch.send } = pipeline

  return async function caeFetch(input, init) {
    const original = globalFetch.reentered()
    if (original) return original(input, init)

    const text = urlOf(input)
    const match = resources.match(text)
    const fetch = init?.cae?.wrapFetch?.(sendAny) ?? sendAny
    if (!match) {
      const response = await fetch(input, withoutCae(init))
      if (asksForToken(response)) {
        const { origin = '' } = parseUrl(response.url || text) ?? {}
        diagnose(
          'no_resource_matched',
          `${origin} (nearest entry: ${resources.nearest(text)})`,
          'asks for a token, and no entry of `resources` is for it.',
        )
      }
      return response
    }

    const call = readCall(pipeline.nextId(), input, init, text, match, interaction)
    if (hasAuthorization(call.headers)) {
      if (isDevelopment()) {
        diagnose(
          'own_authorization',
          match.resource.key,
          'was called with an Authorization header of the caller: it is left alone.',
        )
      }
      return fetch(input, withoutCae(init))
    }

    const session = pipeline.sessionFor(call)
    const replay = createReplay(call, maxReplayBytes)
    let response: Response | undefined
    session.enter()
    try {
      const token = session.current(call) ?? (await session.acquire(call))
      response = await send(call, token, replay.first, fetch)
      if (mayBeRefused(response, call.resource)) {
        return await answerChallenges({ call, session, replay, fetch, token, response }, pipeline)
      }
      session.served(call, false)
      return response
    } catch (reason) {
      // Without a response, or a caller, nobody reads the body, or will.
      if (!response || call.signal?.aborted) replay.release({ reason })
      throw reason
    } finally {
      replay.release()
      session.leave()
    }
  }
}
