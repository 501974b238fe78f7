import { parseChallenges, readClaimsChallenge } from '@caefetch/core'
import { decodeJwt, type JWTPayload } from 'jose'
import type { Directory } from '../tenant/directory.ts'
import type { ApiAnswer } from './activity.ts'

/**
 * What a person wants to know of an API's answer. The token may be anyone's work, so it only counts
 * for names that are in the directory.
 */
export function describeAnswer(
  directory: Directory,
  request: Request,
  response: Response,
): ApiAnswer {
  const { azp, appid, oid } = readBearer(request.headers.get('authorization') ?? '')
  const client = directory.app(String(azp ?? appid))?.name
  const user = directory.user(String(oid))?.upn
  const [challenge] = parseChallenges(response.headers.get('www-authenticate') ?? '')
  const error = challenge?.params.error
  const claims = readClaimsChallenge(response)?.claims
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    ...(client !== undefined && { client }),
    ...(user !== undefined && { user }),
    ...(error !== undefined && { error }),
    ...(claims && { claims }),
  }
}

function readBearer(authorization: string): JWTPayload {
  try {
    return decodeJwt(authorization.replace(/^bearer +/i, ''))
  } catch {
    return {}
  }
}
