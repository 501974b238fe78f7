import { base64url } from 'jose'
import type { Audience } from './audience.ts'
import { isOtherCloud } from './clouds.ts'
import { faultOf, readable, type TokenFault } from './faults.ts'
import type { Issuers } from './issuers.ts'

/** What the guard would have taken. */
export interface Expected {
  readonly audience: Audience
  readonly issuers: Issuers
}

const graph: ReadonlySet<unknown> = new Set([
  '00000003-0000-0000-c000-000000000000',
  'https://graph.microsoft.com',
  'https://graph.microsoft.com/',
])

/**
 * Names the mistake behind a token that cannot be verified: nobody vouches for what the token says of
 * itself, so this is for the operator alone, and decides nothing.
 */
export function diagnose(token: string, fault: TokenFault, expected: Expected): TokenFault {
  const { aud, iss } = readPart(token, 1)
  const elsewhere = fromElsewhere(aud, iss, expected)
  if (elsewhere) return { ...elsewhere, told: fault.told }
  const { kid, alg } = readPart(token, 0)
  if (fault.reason === 'unknown_key') return { ...fault, found: readable(kid) }
  if (fault.reason === 'wrong_algorithm') return { ...fault, found: readable(alg) }
  return fault
}

/** A token for Microsoft Graph, whose signature nobody else can verify, or of a cloud whose keys are others. */
export function fromElsewhere(
  aud: unknown,
  iss: unknown,
  { audience, issuers }: Expected,
): TokenFault | undefined {
  if (graph.has(aud) && !audience.has(aud)) {
    return faultOf('graph_token', { found: readable(aud), expected: audience.names })
  }
  if (isOtherCloud(iss, issuers.names)) {
    return faultOf('other_cloud', { found: readable(iss), expected: issuers.names })
  }
  return undefined
}

/** The header or the payload of what may be a JWT; empty where it is none. */
function readPart(token: string, index: 0 | 1): Readonly<Record<string, unknown>> {
  try {
    const part: unknown = JSON.parse(
      new TextDecoder().decode(base64url.decode(token.split('.', 2)[index] ?? '')),
    )
    return Object(part)
  } catch {
    return {}
  }
}
