import { type ClaimsRequest, decodeClaims } from '@caefetch/core'
import { microsoftErrorPage, troubleshooting } from '../links.ts'
import { aadstsCode, type Mender } from './aadsts.ts'
import { claimsWords } from './claims-words.ts'
import type { Explanation } from './explanation.ts'
import { oauthErrors } from './oauth-errors.ts'
import { reasonWords } from './reason-codes.ts'

/** What is known of an error: its text, and the members of its body where there is one. */
export interface ErrorText {
  readonly text: string
  readonly error?: string
  readonly suberror?: string
  readonly claims?: string
}

const advice: Record<Mender, string> = {
  user: 'Let the user sign in, once, with the claims of the error if there are any. caefetch does so where it is given a way to ask.',
  administrator: 'An administrator must mend it; asking the user again only shows the same page.',
  developer:
    'The developer must mend the request or the registration; nothing that a user does helps.',
  caller: 'Answer your own caller with a 401: only it can get a new token.',
  nobody: 'Try again a little later, and wait as long as Retry-After says.',
  waiting: 'Nothing: this is how polling looks until the user is done.',
}

/** An error of Entra, MSAL or caefetch; undefined where the text names none that is known. */
export function explainError({
  text,
  error,
  suberror,
  claims,
}: ErrorText): Explanation | undefined {
  const [, code] = /AADSTS(\d{4,8})/i.exec(text) ?? []
  const known = code === undefined ? undefined : aadstsCode(code)
  const name = error ?? oauthErrorIn(text)
  const oauth = name === undefined ? undefined : oauthErrors[name]
  const reason = reasonWords(text)
  if (code === undefined && !oauth && !reason) return undefined
  const wanted = claims === undefined ? undefined : readClaims(claims)
  const mender = known?.mender ?? oauth?.mender ?? 'user'
  return {
    kind: 'error',
    summary: summaryOf(code, known?.meaning, name, oauth?.meaning, reason),
    facts: [
      ...(code === undefined ? [] : [['code', `AADSTS${code}`] as const]),
      ...(name === undefined
        ? []
        : [['error', `${name}${oauth ? `: ${oauth.meaning}` : ''}`] as const]),
      ...(suberror ? [['suberror', suberror] as const] : []),
      ...(reason ? [['reason', reason] as const] : []),
      [
        'who mends it',
        mender === 'nobody' ? 'time' : mender === 'waiting' ? 'nobody has to' : `the ${mender}`,
      ] as const,
      ...(wanted
        ? claimsWords(wanted).map(([claim, words]) => [`asks for ${claim}`, words] as const)
        : []),
      ...idsIn(text),
    ],
    next: [advice[mender], ...(known?.mend ? [known.mend] : [])],
    links: [
      troubleshooting(mender === 'user' ? 'interaction_required' : 'reauthentication_failed'),
      ...(code === undefined ? [] : [microsoftErrorPage(code)]),
    ],
    details: {
      ...(code !== undefined && { code: Number(code) }),
      ...(name !== undefined && { error: name }),
      ...(suberror && { suberror }),
      mender,
      known: known !== undefined || oauth !== undefined || reason !== undefined,
      ...(wanted && { claims: wanted }),
    },
  }
}

function summaryOf(
  code: string | undefined,
  meaning: string | undefined,
  name: string | undefined,
  oauth: string | undefined,
  reason: string | undefined,
): string {
  if (meaning) return meaning
  if (code !== undefined) {
    return `AADSTS${code} is not in the table of this version${oauth ? `; ${name} says: ${oauth}` : ''}. Microsoft’s page tells more.`
  }
  return oauth ?? `The API refused the token: ${reason}.`
}

const oauthErrorIn = (text: string): string | undefined =>
  Object.keys(oauthErrors).find((name) => new RegExp(`\\b${name}\\b`).test(text))

/** What support asks for. */
function idsIn(text: string): (readonly [string, string])[] {
  const labels = {
    'Correlation ID': 'correlation id',
    'Trace ID': 'trace id',
    Timestamp: 'timestamp',
  }
  return Object.entries(labels).flatMap(([label, name]) => {
    const [, value] =
      new RegExp(`${label}: ([\\w:. +-]{8,40}?)(?= (?:Correlation|Trace|Timestamp)|["\\n]|$)`).exec(
        text,
      ) ?? []
    return value === undefined ? [] : [[name, value.trim()] as const]
  })
}

function readClaims(value: string): ClaimsRequest | undefined {
  try {
    return decodeClaims(value)
  } catch {
    return undefined
  }
}
