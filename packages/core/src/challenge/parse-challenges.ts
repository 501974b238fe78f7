import type { Challenge } from './challenge.ts'
import { type ScannedChallenge, scanChallenges } from './scan-challenges.ts'

/**
 * Reads every challenge in the value of a `WWW-Authenticate` field, in order.
 *
 * Never throws and takes linear time. Besides the grammar it reads what servers send in the field:
 * unquoted URLs, parameters separated by spaces alone, a comma after the scheme, a token68 followed
 * by parameters, and JSON in quotes whose own quotes are not escaped. An unquoted value with spaces
 * ends at the first space; after it, only the quoted parameters of that challenge are believed.
 * Of more than 1,000 challenges the first 1,000 are read.
 *
 * @see [RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
 */
export const parseChallenges = (header: string): Challenge[] =>
  scanChallenges(header).map(toChallenge)

function toChallenge({ params: pairs, ...rest }: ScannedChallenge): Challenge {
  const params: Challenge['params'] = Object.create(null)
  for (const [name, value] of pairs) params[name] ??= value
  return { ...rest, params }
}
