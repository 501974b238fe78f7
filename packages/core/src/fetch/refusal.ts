import { challengesOf } from '../challenge/read-claims-challenge.ts'
import { readDemand } from '../challenge/read-demand.ts'
import { toClaimsRequest } from '../claims/claims-codec.ts'
import type { ClaimsRequest } from '../claims/claims-request.ts'
import type { Call } from './call.ts'
import type { Resource } from './resources.ts'
import { untilAborted } from './shared-request.ts'
import { parseUrl } from './url.ts'

/** Whether a response may be a challenge. */
export const isRefused = ({ status }: { status: number }): boolean =>
  status === 401 || status === 403

/** Whether a response may be one to a resource that may have its challenges elsewhere. */
export const mayBeRefused = (response: { status: number }, { challengeFrom }: Resource): boolean =>
  isRefused(response) || (challengeFrom !== undefined && response.status >= 400)

/** The claims that a response asks for; empty ones where any other token will do. */
export async function demandOf(
  response: Response,
  { url, resource, signal }: Call,
): Promise<ClaimsRequest | undefined> {
  // After a redirect another origin speaks, and it has no say in what is asked of Entra.
  if (response.url && parseUrl(response.url)?.origin !== parseUrl(url)?.origin) return undefined
  const header = response.headers.get('www-authenticate') ?? ''
  const claims = readDemand(header, response.status)
  if (claims || !resource.challengeFrom) return claims
  const other = await untilAborted(Promise.resolve(resource.challengeFrom(response)), signal)
  return other && toClaimsRequest(other)
}

/** Where a challenge stands, to know the same again: what it asks for may move with the clock. */
export const challengeText = ({ headers }: Response, claims: ClaimsRequest): string =>
  headers.get('www-authenticate') ?? JSON.stringify(claims)

/** Whether the header may be there, and the page is not let to see it. */
export const isHidden = ({ status, type, headers }: Response): boolean =>
  status === 401 && type === 'cors' && !headers.has('www-authenticate')

/** Whether a call that brought no token was refused for that. */
export const asksForToken = (response: Response): boolean =>
  response.status === 401 && challengesOf(response).some(({ scheme }) => /^bearer$/i.test(scheme))
