import { troubleshooting } from '../links.ts'
import { duration, instant } from '../time.ts'
import type { Explanation } from './explanation.ts'

export interface TokenResponse {
  readonly expires_in?: unknown
  readonly refresh_in?: unknown
}

/** A token's claims, read and not verified. */
export type TokenClaims = Readonly<Record<string, unknown>>

/** Reads the claims of a JWT; undefined for what is none. Nothing is verified. */
export function readToken(token: string): TokenClaims | undefined {
  try {
    const [, payload = ''] = token.split('.')
    const bytes = Uint8Array.from(atob(base64Of(payload)), (letter) => letter.charCodeAt(0))
    const claims = JSON.parse(new TextDecoder().decode(bytes))
    return claims !== null && typeof claims === 'object' && !Array.isArray(claims)
      ? claims
      : undefined
  } catch {
    return undefined
  }
}

/** Of base64url, without Node's Buffer: the documentation has a page that decodes. */
const base64Of = (text: string): string => text.replace(/-/g, '+').replace(/_/g, '/')

/** Whether the client that the token was issued to said that it can answer challenges. */
export const isCapable = ({ xms_cc }: TokenClaims): boolean =>
  listOf(xms_cc).some((capability) => capability.toLowerCase() === 'cp1')

export const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[ ,]+/) : [])
    .filter((item) => typeof item === 'string' && item !== '')
    .map(String)

/** From how long on a lifetime says CAE: Entra gives 20 to 28 hours to such tokens, else 60 to 90 minutes. */
const caeLifetime = 20 * 3600

export const lifetimeOf = ({ exp, iat, nbf }: TokenClaims): number | undefined => {
  const start = typeof iat === 'number' ? iat : nbf
  return typeof exp === 'number' && typeof start === 'number' ? exp - start : undefined
}

export const isLongLived = (claims: TokenClaims): boolean =>
  (lifetimeOf(claims) ?? 0) >= caeLifetime

/** A JWT, in words; neither it nor its signature is shown. `response` is what it came in. */
export function explainToken(
  claims: TokenClaims,
  now: number,
  response: TokenResponse = {},
): Explanation {
  const { aud, iss, tid, ver, scp, roles, idtyp, acrs, appid, azp, auth_time, exp } = claims
  const capable = isCapable(claims)
  const contexts = listOf(acrs)
  const lifetime = lifetimeOf(claims)
  const isApp = idtyp === 'app' || (scp === undefined && roles !== undefined)
  const isExpired = typeof exp === 'number' && exp * 1000 <= now
  const facts: [string, string | undefined][] = [
    ['for', textOf(aud)],
    [
      'of',
      isApp
        ? `an app by itself (${textOf(azp ?? appid) ?? '?'})`
        : `a user, through the client ${textOf(azp ?? appid) ?? '?'}`,
    ],
    ['issuer', textOf(iss)],
    ['tenant', textOf(tid)],
    ['version', textOf(ver)],
    ['scopes', listOf(scp).join(' ') || undefined],
    ['roles', listOf(roles).join(' ') || undefined],
    [
      'capable',
      capable
        ? 'yes: its client declared cp1 (xms_cc), so the API may challenge it'
        : 'no: xms_cc does not say cp1, so an API must not challenge it',
    ],
    ['contexts', contexts.join(', ') || 'none (acrs)'],
    ['signed in', typeof auth_time === 'number' ? instant(auth_time) : undefined],
    [
      'lives',
      lifetime === undefined
        ? undefined
        : `${duration(lifetime * 1000)}${isLongLived(claims) ? ', as CAE tokens do' : ''}`,
    ],
    [
      'expires',
      typeof exp === 'number'
        ? `${instant(exp)}, ${isExpired ? `${duration(now - exp * 1000)} ago` : `in ${duration(exp * 1000 - now)}`}`
        : undefined,
    ],
    [
      'renew after',
      typeof response.refresh_in === 'number'
        ? `${duration(response.refresh_in * 1000)} (refresh_in)`
        : undefined,
    ],
  ]
  return {
    kind: 'token',
    summary: `${isExpired ? 'An expired token' : 'A token'} for ${textOf(aud) ?? 'nobody'}, ${capable ? 'of a client that can be challenged' : 'of a client that cannot be challenged'}. Read, not verified.`,
    facts: facts.flatMap(([label, value]): [string, string][] =>
      value === undefined ? [] : [[label, value]],
    ),
    next: adviceOn({
      capable,
      isExpired,
      contexts,
      isGraph: isGraph(aud),
      isLong: isLongLived(claims),
    }),
    links: [
      ...(capable ? [] : [troubleshooting('client_not_capable')]),
      'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
    ],
    details: {
      ...Object.fromEntries(
        Object.entries({
          aud,
          iss,
          tid,
          ver,
          scp,
          roles,
          idtyp,
          appid,
          azp,
          auth_time,
          exp,
          iat: claims.iat,
          xms_cc: claims.xms_cc,
          acrs,
        }).filter(([, value]) => value !== undefined),
      ),
      capable,
      expired: isExpired,
      lifetime: lifetime ?? null,
      ...(typeof response.refresh_in === 'number' && { refresh_in: response.refresh_in }),
    },
  }
}

interface TokenFindings {
  capable: boolean
  isExpired: boolean
  contexts: string[]
  isGraph: boolean
  isLong: boolean
}

function adviceOn({ capable, isExpired, contexts, isGraph, isLong }: TokenFindings): string[] {
  return [
    ...(isExpired ? ['Get a new one: it has expired.'] : []),
    ...(capable
      ? []
      : [
          'If the client calls withCae() and xms_cc is missing still, the API’s registration does not ask for the optional claim: `caefetch setup api`.',
        ]),
    ...(contexts.length === 0 && !isGraph
      ? [
          'With the optional claim acrs the API sees contexts that are met already, and challenges less: `caefetch setup api`.',
        ]
      : []),
    ...(isGraph
      ? ['It is for Microsoft Graph: no other API can verify it, and none must accept it.']
      : []),
    ...(capable && !isLong && isGraph
      ? [
          'A capable client gets tokens of 20 to 28 hours for Graph; an hour means that the tenant or a location policy holds CAE back.',
        ]
      : []),
    ...(capable && !isExpired ? ['Nothing else: the client can be told of a revocation.'] : []),
  ]
}

const graphAudiences = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com']

const isGraph = (aud: unknown): boolean =>
  listOf(aud).some((audience) => graphAudiences.includes(audience.replace(/\/$/, '')))

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 200)
    : Array.isArray(value)
      ? value.map(String).join(', ').slice(0, 200)
      : undefined
