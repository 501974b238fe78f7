import type { ClaimsRequest, RequestedClaim } from '@caefetch/core'
import { instant } from '../time.ts'

/** What each claim of a request asks for, a label and a sentence each. */
export function claimsWords(claims: ClaimsRequest): [string, string][] {
  return Object.entries(claims).flatMap(([token, members]) =>
    Object.entries(members ?? {}).map(([name, claim]): [string, string] => [
      token === 'access_token' ? name : `${token}.${name}`,
      wordsOf(name, isObject(claim) ? claim : {}),
    ]),
  )
}

const isObject = (claim: unknown): claim is RequestedClaim =>
  typeof claim === 'object' && claim !== null

function wordsOf(name: string, claim: RequestedClaim): string {
  const values = valuesOf(claim)
  const list = values.map(shortened).join(', ')
  switch (name) {
    case 'nbf':
      return `a sign-in or token later than ${values.map(moment).join(', ')}: the session was revoked, a password changed, or the token is older than the policies`
    case 'acrs':
      return `the authentication context${values.length > 1 ? 's' : ''} ${list}: step-up, as a Conditional Access policy of the tenant decides`
    case 'xms_rp_ipaddr':
      return `a token for the address ${list}, which is where the API saw the call come from: a location policy`
    case 'capolids':
    case 'polids':
      return `${values.length || 'some'} Conditional Access ${values.length === 1 ? 'policy' : 'policies'} of the tenant must be met`
    case 'xms_cc':
      return `the client capability ${list || 'cp1'}: said by clients that can answer challenges`
    case 'xms_caeerror':
      return `the API's own number for why: ${list}`
    case 'auth_time':
      return `when the user signed in${claim.essential === true ? ', essential' : ''}`
    default:
      return [list || 'any value', claim.essential === true ? 'essential' : '']
        .filter(Boolean)
        .join(', ')
  }
}

function valuesOf({ value, values }: RequestedClaim): string[] {
  const all = [...(value === undefined ? [] : [value]), ...(Array.isArray(values) ? values : [])]
  return all.filter((item) => item !== null && typeof item !== 'object').map(String)
}

const moment = (text: string): string =>
  /^\d{9,11}$/.test(text) ? instant(Number(text)) : shortened(text)

/** Long values may be secrets, and help nobody to read. */
export const shortened = (text: string): string =>
  text.length > 48 ? `${text.slice(0, 12)}… (${text.length} characters)` : text

/** What a client has to do about claims, whoever asks for them. */
export function claimsAdvice(claims: ClaimsRequest): string[] {
  const names = Object.values(claims).flatMap((members) => Object.keys(members ?? {}))
  const steps = [
    'Ask for a new token with these claims, silently first; where that is refused with interaction_required, let the user sign in. Then send the call again, once.',
  ]
  if (names.includes('acrs')) {
    steps.push(
      'The tenant needs a Conditional Access policy for the context; without one Entra grants it as it is. `caefetch setup policy` makes one.',
    )
  }
  if (names.includes('nbf')) {
    steps.push('A refresh token of before that moment is refused: a user must sign in again.')
  }
  return steps
}
