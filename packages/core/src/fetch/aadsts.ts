/**
 * Codes of Entra that come with an OAuth error by which a person must act, although no person at the
 * keyboard can mend them: an administrator, the developer or the caller has to. For all other codes the
 * OAuth error says it.
 *
 * @see [Microsoft Entra authentication error codes](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
const beyondPersons =
  // Blocked by a policy, by what the device is, or where it is.
  ' 53000 53001 53002 53003 53010 53011 530032 530034 530035 50005 50131 ' +
  // The account is disabled, locked, not of this tenant, or not assigned to the application.
  '50057 50053 50034 50020 51004 50014 16003 50105 500212 500213 500021 500022 ' +
  // An administrator has to consent.
  '90094 90095 650052 650054 650056 ' +
  // The assertion of an on-behalf-of request is for another API, has expired, or is no user’s.
  '50013 500131 500133 240002 7000114 ' +
  // The resource, and a client in a loop.
  '500011 50001 65002 50196 '

export const isBeyondPersons = (code: string): boolean => beyondPersons.includes(` ${code} `)

/** Codes of the sign-in itself, for errors that hold no more than a text. */
export const isForPersons = (code: string): boolean =>
  /^(50\d+|1600[0-2]\d?|6500[14]|7000?8\d?|70043|53004)$/.test(code) && !isBeyondPersons(code)
