/**
 * Whether an error says that the user, or an administrator for all, has not consented to what this API
 * asks for on the user's behalf: MSAL's, or a caefetch error with one as its cause.
 *
 * @see [AADSTS65001](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
 */
export function needsConsent(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false
  const { errorNo, subError, suberror, errorCode, message, cause } = error as Record<
    string,
    unknown
  >
  return (
    [subError, suberror, errorCode].includes('consent_required') ||
    String(errorNo) === '65001' ||
    (typeof message === 'string' && /AADSTS65001\b/.test(message.slice(0, 2000))) ||
    needsConsent(cause, depth + 1)
  )
}
