import { parseChallenges } from '@caefetch/core'
import { bounded, unreachable } from '../tenant/fetch-json.ts'
import { checkCors } from './check-cors.ts'
import { type Finding, note, ok, skipped, wrong } from './finding.ts'

export interface ApiOptions {
  readonly api: string
  /** The page that calls it, where one does. */
  readonly origin?: string
  readonly signal: AbortSignal
}

/** How an API answers who brings no token, and what of that a page can see. */
export async function checkApi({ api, origin, signal }: ApiOptions): Promise<Finding[]> {
  const headers = origin === undefined ? {} : { origin }
  let response: Response
  try {
    response = await fetch(api, { headers, redirect: 'manual', signal: bounded(signal) })
  } catch (error) {
    signal.throwIfAborted()
    return [wrong('reachable', unreachable(api, error).message, 'Say another --api, or start it.')]
  }
  await response.body?.cancel()
  return [
    ok('reachable', `${new URL(api).origin} answers.`),
    unauthenticated(response),
    ...challenge(response),
    ...(origin === undefined
      ? [skipped('cors', 'CORS: --origin says which page calls the API.')]
      : await checkCors(api, origin, response, signal)),
  ]
}

function unauthenticated({ status, ok: isOk }: Response): Finding {
  const id = 'unauthenticated'
  if (status === 401) return ok(id, 'Without a token it answers 401.')
  if (isOk) {
    return wrong(
      id,
      `Without a token it answers ${status}: this address is not protected.`,
      'Guard it: createGuard of @caefetch/resource.',
    )
  }
  if (status >= 300 && status < 400) {
    return wrong(
      id,
      `Without a token it redirects (${status}): a sign-in for pages stands before the API.`,
      'Answer 401 to calls of scripts and other APIs.',
    )
  }
  if (status === 403) {
    return wrong(
      id,
      'Without a token it answers 403, which clients take for "not allowed".',
      'Answer 401 with WWW-Authenticate: Bearer.',
    )
  }
  return wrong(
    id,
    `Without a token it answers ${status}.`,
    'Say an address with --api that answers GET.',
  )
}

function challenge({ status, headers }: Response): Finding[] {
  if (status !== 401) return []
  const id = 'www_authenticate'
  const value = headers.get('www-authenticate')
  if (value === null) {
    const mend = 'Send WWW-Authenticate: Bearer with authorization_uri (RFC 9110 §11.6.1).'
    return [wrong(id, 'The 401 has no WWW-Authenticate.', mend)]
  }
  const challenges = parseChallenges(value)
  const bearer = challenges.find(({ scheme }) => /^(bearer|d?pop)$/i.test(scheme))
  if (!bearer) {
    const schemes = challenges.map(({ scheme }) => scheme).join(', ') || 'nothing readable'
    return [wrong(id, `The 401 asks for ${schemes}, not for Bearer.`, 'Send a Bearer challenge.')]
  }
  const { error, authorization_uri } = bearer.params
  const missing = 'It has no authorization_uri, which Entra documents for claims challenges.'
  return [
    ok(id, `The 401 says ${bearer.scheme}${error ? `, error="${error}"` : ''}.`),
    ...(authorization_uri === undefined ? [note('authorization_uri', missing)] : []),
  ]
}
