import { createCaeFetch as createBrowserFetch } from '@caefetch/browser'
import { createCaeFetch, parseChallenges } from '@caefetch/core'
import { createCaeKy } from '@caefetch/ky'
import { createCaeFetch as createNodeFetch, createOnBehalfOf } from '@caefetch/node'
import { createCaeListener, createGuardListener, keepContext } from '@caefetch/opentelemetry'
import { redisShare } from '@caefetch/redis'
import { createGuard, relayChallenge } from '@caefetch/resource'
import { createWeb } from '@caefetch/web'

// The packages whose types an old compiler reads: hono's and msw's, which the emulator and testing show, are newer.

export const caeFetch = createCaeFetch({ getToken: async () => ({ token: 'none' }) })
export const challenges = parseChallenges('Bearer realm="x"')
export const parts = [createBrowserFetch, createNodeFetch, createOnBehalfOf, createCaeKy(caeFetch)]
export const guard = createGuard({
  issuer: 'https://issuer.example',
  jwksUri: 'https://issuer.example/keys',
  audience: 'orders',
  onEvent: createGuardListener(),
})
export const traced = keepContext(
  createCaeFetch({ getToken: async () => ({ token: 'none' }) }, { onEvent: createCaeListener() }),
)
export const more = [redisShare, createGuard, relayChallenge, createWeb]
