/** What Microsoft's APIs write into `error_description` of a challenge; seen in public code, not documented. */
const reasons: Record<string, string> = {
  TokenIssuedBeforeRevocationTimestamp:
    'the session was revoked after the token was issued (revoked sessions, a changed password, a disabled user)',
  TokenCreatedWithOutdatedPolicies:
    'policies or directory roles changed after the token was issued (also when PIM activates a role)',
  LocationConditionEvaluationSatisfied: 'the address that the API sees is not the one of the token',
  InteractionRequired: 'a new sign-in is needed',
}

/** The reason in a text, in words. */
export function reasonWords(text: string): string | undefined {
  const name = Object.keys(reasons).find((reason) => text.includes(reason))
  return name && `${name}: ${reasons[name]}`
}
