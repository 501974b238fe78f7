import type { AuthenticationResult } from '@azure/msal-node'
import { readClaimsChallenge } from '@caefetch/core'
import { claimsWords } from '../decode/claims-words.ts'
import {
  isCapable,
  isLongLived,
  lifetimeOf,
  listOf,
  readToken,
  type TokenClaims,
} from '../decode/token.ts'
import { troubleshooting } from '../links.ts'
import { bounded } from '../tenant/fetch-json.ts'
import { duration } from '../time.ts'
import { type Finding, note, ok, wrong } from './finding.ts'

const setupApi = 'caefetch setup api <app> --apply'

/** What a token that a capable client got says, and whether the API takes it. */
export async function checkToken(
  api: string,
  token: AuthenticationResult,
  signal: AbortSignal,
): Promise<Finding[]> {
  const headers = { authorization: `Bearer ${token.accessToken}` }
  const init = { headers, redirect: 'manual', signal: bounded(signal) } as const
  const response = await fetch(api, init)
  await response.body?.cancel()
  const claims = readToken(token.accessToken)
  return [
    ...(claims
      ? [audience(claims), capability(claims), contexts(claims), ...lifetime(claims, token)]
      : [note('token', 'The token is opaque: nothing can be said of what is in it.')]),
    acceptance(response),
  ]
}

const audience = ({ aud, ver }: TokenClaims): Finding =>
  ok('token_audience', `The token is for ${listOf(aud).join(', ')}, version ${String(ver ?? '?')}.`)

const capability = (claims: TokenClaims): Finding =>
  isCapable(claims)
    ? ok('xms_cc', 'The token says that its client can be challenged (xms_cc: cp1).')
    : wrong(
        'xms_cc',
        'The token does not say that its client can be challenged: xms_cc is missing.',
        `Ask for the optional claim: ${setupApi}`,
        troubleshooting('client_not_capable'),
      )

function contexts({ acrs }: TokenClaims): Finding {
  const ids = listOf(acrs)
  if (ids.length > 0) return ok('acrs', `The token holds the contexts ${ids.join(', ')}.`)
  return note(
    'acrs',
    'The token holds no authentication context (acrs).',
    `With the optional claim, contexts that are met already save a challenge: ${setupApi}`,
  )
}

function lifetime(claims: TokenClaims, { refreshOn, expiresOn }: AuthenticationResult): Finding[] {
  const seconds = lifetimeOf(claims)
  if (seconds === undefined) return []
  const lives = `It lives ${duration(seconds * 1000)}`
  const short =
    'Entra gives the long ones for its own APIs only, and not where policies forbid them.'
  return [
    isLongLived(claims)
      ? ok('lifetime', `${lives}, as CAE tokens do.`)
      : note('lifetime', `${lives}. ${short}`),
    refreshOn && expiresOn
      ? ok(
          'refresh_in',
          `It is to be renewed ${duration(expiresOn.getTime() - refreshOn.getTime())} before it expires.`,
        )
      : note('refresh_in', 'Nothing says when to renew it before it expires (refresh_in).'),
  ]
}

/** How the API answers the fresh token. */
function acceptance(response: Response): Finding {
  const id = 'accepts'
  const answers = `With the token it answers ${response.status}`
  if (response.ok) return ok(id, `${answers}.`)
  const challenge = readClaimsChallenge(response)
  if (challenge) {
    const names = claimsWords(challenge.claims).map(([name]) => name)
    return note(id, `${answers} and asks for ${names.join(', ')}: a step-up, or a revocation.`)
  }
  if (response.status === 401) {
    const mend = 'Compare audience, issuer and version of the token with what the API expects.'
    return wrong(id, `${answers}, and asks for no claims: it refuses every such token.`, mend)
  }
  if (response.status === 403) {
    return wrong(
      id,
      `${answers}: a scope or role is missing.`,
      'Name another --scope, or grant it.',
    )
  }
  return note(id, `${answers}.`)
}
