/** What MSAL calls an error. */
export const codeOf = (error: unknown): string => String(Object(error).errorCode)

/** An error for a user who turned away from something that is not MSAL's, with the code that MSAL has for that. */
export const cancelled = (): Error =>
  Object.assign(new Error('The user turned away.'), { errorCode: 'user_cancelled' })

/** “Cancel” and “Deny” are answers of Entra's; of a popup that was closed MSAL hears no more. */
export const isDecline = (error: unknown): boolean =>
  ['user_cancelled', 'access_denied', 'timed_out'].includes(codeOf(error))

export const isBlocked = (error: unknown): boolean =>
  ['popup_window_error', 'empty_window_error'].includes(codeOf(error))
