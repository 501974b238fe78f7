import { parseChallenges, readClaimsChallenge } from '@caefetch/core'
import { decodeJwt, type JWTPayload } from 'jose'
import type { Directory } from '../tenant/directory.ts'
import type { ApiAnswer } from './activity-body.ts'

/**
 * What a person wants to know of an API's answer. The token may be anyone's work, so it only counts
 * for names that are in the directory.
 */
export function describeAnswer(
  directory: Directory,
  request: Request,
  response: Response,
): ApiAnswer {
  const token = readBearer(request.headers.get('authorization') ?? '')
  const { azp, appid, oid } = token
  const client = directory.app(String(azp ?? appid))?.name
  const user = directory.user(String(oid))?.upn
  const challenge = response.headers.get('www-authenticate') ?? undefined
  const [first] = parseChallenges(challenge ?? '')
  const error = first?.params.error
  const claims = readClaimsChallenge(response)?.claims
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    ...(client !== undefined && { client }),
    ...(user !== undefined && { user }),
    ...(error !== undefined && { error }),
    ...(claims && { claims }),
    ...(challenge !== undefined && { challenge }),
    ...(Object.keys(token).length > 0 && { token }),
  }
}

function readBearer(authorization: string): JWTPayload {
  try {
    return decodeJwt(authorization.replace(/^bearer +/i, ''))
  } catch {
    return {}
  }
}
