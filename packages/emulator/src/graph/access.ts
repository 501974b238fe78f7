import { authContext, type ClaimsRequest, encodeClaims, formatChallenge } from '@caefetch/core'
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { Clock } from '../clock.ts'
import { isCapable } from '../policy/claims-demand.ts'
import type { Outdated } from '../revocation/outdated.ts'
import type { Authorities } from '../tenant/authorities.ts'
import type { Directory } from '../tenant/directory.ts'
import { graphId, graphUri } from '../tenant/graph-uri.ts'
import type { User } from '../tenant/model.ts'
import type { Keys } from '../tokens/keys.ts'
import { GraphError, refuseGraph } from './graph-error.ts'

/** Who calls, and what they may do. */
export interface Caller {
  /** None when an application acts for itself. */
  readonly user: User | undefined
  readonly clientId: string
  /** The tenant that issued the token. */
  readonly tenantId: string
  /** Delegated permissions, or app roles. */
  readonly permissions: readonly string[]
}

/** Reads and checks an `Authorization`; throws what Graph answers instead. */
export type Authenticate = (authorization: string | undefined, path: string) => Promise<Caller>

interface AccessParts {
  readonly clock: Clock
  readonly authorities: Authorities
  readonly directory: Directory
  readonly keys: Keys
  readonly outdated: Outdated
  /** Authentication contexts that paths need. */
  readonly needed: Readonly<Record<string, string>>
}

export function createAuthenticate(parts: AccessParts): Authenticate {
  const { clock, authorities, directory, keys, outdated, needed } = parts
  const authorizationUri = `${authorities.home.origin}/common/oauth2/authorize`

  const refuse = (message: string, params: Record<string, string> = {}): GraphError => {
    const all = { realm: '', authorization_uri: authorizationUri, client_id: graphId, ...params }
    const challenge = formatChallenge({ scheme: 'Bearer', params: all })
    const headers = { 'www-authenticate': challenge }
    return new GraphError(401, 'InvalidAuthenticationToken', message, headers)
  }

  const challenge = (claims: ClaimsRequest, code: string): GraphError => {
    const errorDescription = `Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ${code}`
    const error = 'insufficient_claims'
    return refuse(errorDescription, { errorDescription, error, claims: encodeClaims(claims) })
  }

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(await keys.jwks()), {
        audience: [graphUri, `${graphUri}/`, graphId],
        algorithms: ['RS256'],
        currentDate: new Date(clock.now()),
      })
      const authority = authorities.find(String(payload.tid))
      const issuers = authority ? [authority.issuer(1), authority.issuer(2)] : []
      if (issuers.includes(String(payload.iss))) return payload
      throw refuse('Access token validation failure. Invalid issuer.')
    } catch (error) {
      if (error instanceof GraphError) throw error
      if (error instanceof errors.JWTExpired) {
        throw refuse('Lifetime validation failed, the token is expired.')
      }
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
        throw refuse('Access token validation failure. Invalid audience.')
      }
      throw refuse('IDX14100: JWT is not well formed, or is signed by nobody Graph knows.')
    }
  }

  return async (authorization, path) => {
    const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
    if (token === undefined) throw refuse('Access token is empty.')
    const { oid, tid, uti, iat = 0, ...claims } = await verify(token)
    const { appid, scp, roles, acrs, xms_cc } = claims
    const canAnswer = isCapable({ capabilities: strings(xms_cc) })
    const demand = outdated.demandFor({ oid: String(oid), uti: String(uti), iat })
    // Whoever cannot answer a challenge goes on until the token expires, as at Microsoft.
    if (demand && canAnswer) throw challenge(demand, 'TokenIssuedBeforeRevocationTimestamp')
    const context = contextAt(path, needed)
    if (context !== undefined && !strings(acrs).includes(context)) {
      throw canAnswer
        ? challenge(authContext(context), 'TokenCreatedWithOutdatedPolicies')
        : refuseGraph.denied()
    }
    return {
      user: scp === undefined ? undefined : directory.user(String(oid)),
      clientId: String(appid),
      tenantId: String(tid),
      permissions: scp === undefined ? strings(roles) : String(scp).split(' '),
    }
  }
}

/** Throws 403 unless the caller has one permission of each list. */
export function needPermissions(caller: Caller, ...needed: readonly (readonly string[])[]): void {
  const isAllowed = needed.every((any) => any.some((each) => caller.permissions.includes(each)))
  if (!isAllowed) throw refuseGraph.denied()
}

/** The context that a path, without its version, needs by itself or by one above it. */
function contextAt(path: string, needed: Readonly<Record<string, string>>): string | undefined {
  const isBelow = (root: string): boolean => path === root || path.startsWith(`${root}/`)
  return Object.entries(needed).find(([root]) => isBelow(root.replace(/\/$/, '')))?.[1]
}

const strings = (claim: unknown): string[] =>
  (Array.isArray(claim) ? claim : claim === undefined ? [] : [claim]).map(String)
