import { type FetchLike, readClaimsChallenge } from '@caefetch/core'
import type { Journal } from '@caefetch/emulator'
import type { Tell } from './timeline.ts'

/** Tells of each request to the token endpoint. */
export const watchEntra = (journal: Journal, tell: Tell): (() => void) =>
  journal.subscribe(({ endpoint, grant, claims, status, error, issued }) => {
    if (endpoint !== 'token') return
    const { xms_cc, ...challenge } = claims?.access_token ?? {}
    const asked = [xms_cc ? 'cp1' : 'no capability', ...Object.keys(challenge)].join(' and ')
    const hours = Math.round((issued?.expiresIn ?? 0) / 3600)
    const outcome = error ? `AADSTS${error.code} ${error.error}` : `a token for ${hours} hours`
    tell({ who: 'entra', what: `token request, ${grant} with ${asked} → ${outcome}`, status })
  })

/** A fetch that tells of each request to the API. */
export const watchApi =
  (tell: Tell): FetchLike =>
  async (input, init) => {
    const sentAt = performance.now()
    const response = await fetch(input, init)
    const challenge = readClaimsChallenge(response)
    const call = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`
    tell({
      who: 'api',
      what: challenge ? `${call} → ${challenge.error}` : call,
      status: response.status,
      took: performance.now() - sentAt,
      detail: challenge && `claims ${JSON.stringify(challenge.claims)}`,
    })
    return response
  }
