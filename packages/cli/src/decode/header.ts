import { type Challenge, parseChallenges, readClaimsChallenge } from '@caefetch/core'
import { troubleshooting } from '../links.ts'
import { claimsAdvice, claimsWords, shortened } from './claims-words.ts'
import type { Explanation } from './explanation.ts'
import { reasonWords } from './reason-codes.ts'

/** Parameters that say who asks and why; of others the name is enough. */
const told = [
  'realm',
  'authorization_uri',
  'client_id',
  'resource_id',
  'error',
  'error_description',
  'errordescription',
  'scope',
  'max_age',
  'acr_values',
  'cc_type',
  'resource_metadata',
]

/** The value of `WWW-Authenticate`; undefined where there is no challenge in it. */
export function explainHeader(header: string): Explanation | undefined {
  const challenges = parseChallenges(header)
  if (challenges.length === 0) return undefined
  const response = new Response(null, { status: 401, headers: { 'WWW-Authenticate': header } })
  const claims = readClaimsChallenge(response)?.claims
  const asksFor = claims && claimsWords(claims)
  return {
    kind: 'challenge',
    summary: asksFor
      ? `A claims challenge: the API wants a token that holds ${asksFor.map(([name]) => name).join(', ')}.`
      : withoutClaims(challenges),
    facts: [...challenges.flatMap(factsOf), ...(asksFor ?? [])],
    next: claims ? claimsAdvice(claims) : adviceWithoutClaims(challenges),
    links: [
      troubleshooting(claims ? 'interaction_required' : 'client_not_capable'),
      'https://learn.microsoft.com/entra/identity-platform/claims-challenge',
    ],
    details: { challenges: challenges.map(publicPart), ...(claims && { claims }) },
  }
}

function factsOf(challenge: Challenge): [string, string][] {
  const { params, scheme, token68 } = challenge
  const others = Object.keys(params).filter((name) => !told.includes(name) && name !== 'claims')
  const reason = reasonWords(params.error_description ?? params.errordescription ?? '')
  return [
    ['scheme', scheme || '(none)'],
    ...told.flatMap((name): [string, string][] => {
      const value = params[name]
      return value === undefined ? [] : [[name, value === '' ? '(empty)' : clipped(value)]]
    }),
    ...(reason ? [['reason', reason] as [string, string]] : []),
    ...(params.claims !== undefined && !isReadable(challenge)
      ? [
          ['claims', 'neither base64 nor JSON of a claims request: clients cannot use it'] as [
            string,
            string,
          ],
        ]
      : []),
    ...(others.length > 0 ? [['also has', others.join(', ')] as [string, string]] : []),
    ...(token68 ? [['token68', shortened(token68)] as [string, string]] : []),
  ]
}

const clipped = (value: string): string => (value.length > 300 ? `${value.slice(0, 300)}…` : value)

function isReadable(challenge: Challenge): boolean {
  const header = `Bearer claims="${(challenge.params.claims ?? '').replace(/["\\]/g, '\\$&')}"`
  const headers = new Headers()
  try {
    headers.set('WWW-Authenticate', header)
  } catch {
    return false
  }
  return readClaimsChallenge(new Response(null, { status: 401, headers })) !== undefined
}

function publicPart({ scheme, params }: Challenge) {
  const said = Object.entries(params).filter(([name]) => told.includes(name))
  return { scheme, params: Object.fromEntries(said.map(([name, value]) => [name, clipped(value)])) }
}

function withoutClaims(challenges: readonly Challenge[]): string {
  const errors = challenges.flatMap(({ params }) => params.error ?? [])
  if (errors.includes('insufficient_user_authentication')) {
    return 'A step-up challenge of RFC 9470: the API wants another kind of sign-in, or a newer one.'
  }
  if (errors.includes('invalid_token')) return 'The API refuses the token, and asks for no claims.'
  if (errors.includes('insufficient_scope')) return 'The token lacks a scope or role.'
  const schemes = [...new Set(challenges.map(({ scheme }) => scheme))].join(', ')
  return `The API wants a token (${schemes}); this is no claims challenge.`
}

function adviceWithoutClaims(challenges: readonly Challenge[]): string[] {
  const errors = challenges.flatMap(({ params }) => params.error ?? [])
  if (errors.includes('insufficient_user_authentication')) {
    return ['Ask for a token with the acr_values and max_age given; caefetch does so by itself.']
  }
  if (errors.includes('invalid_token')) {
    return [
      'Renew the token, once. If the new one is refused too, audience, issuer or version are wrong: `caefetch decode` the token, and `caefetch doctor` the API.',
      'An API that revokes sends claims only to clients that declare cp1: configure MSAL with withCae().',
    ]
  }
  if (errors.includes('insufficient_scope')) {
    return [
      'Ask for the scope that the API names; a new token with the same scopes changes nothing.',
    ]
  }
  return ['Send a token: `Authorization: Bearer …`, for the audience of this API.']
}
