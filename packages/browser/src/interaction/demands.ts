import type { ClaimsRequest, UserQuestion } from '@caefetch/core'

/** What a question demands of the user, claim by claim, in words that are the same for the same demand. */
export function demandsOf(
  { accountId = '', scopes }: Pick<UserQuestion, 'accountId' | 'scopes'>,
  claims: ClaimsRequest | undefined,
): string[] {
  const demands = Object.entries(claims ?? {}).flatMap(([token, members]) =>
    Object.entries(members).map(([name, wanted]) => [token, name, JSON.stringify(wanted)]),
  )
  // Without claims it is a sign-in for whatever there is, or what one API needs, such as a consent.
  if (demands.length === 0) demands.push(accountId ? [...scopes] : [])
  return demands.map((demand) => [accountId, ...demand].join(' '))
}
