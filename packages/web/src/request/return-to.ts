/** The address at which a sign-in begins that comes back to a place. */
export const signInPath = ({ pathname }: URL, returnTo = '/'): string =>
  `${pathname}?sign-in&returnTo=${encodeURIComponent(returnTo)}`

/**
 * A place in the application to come back to: a path with its query and fragment, and `/` for whatever
 * is of another origin, or is no place. It is read as a browser reads it, and always sent with its origin,
 * so that no spelling (`//host`, `/\host`, a tab in between) leads elsewhere.
 */
export function readReturnTo(value: unknown, redirectUri: URL): string {
  if (typeof value !== 'string' || value.length > 4096 || !URL.canParse(value, redirectUri))
    return '/'
  const place = new URL(value, redirectUri.origin)
  const isOwn = place.origin === redirectUri.origin && !place.username && !place.password
  // The callback is a step of the way, and no place to be.
  if (!isOwn || place.pathname === redirectUri.pathname) return '/'
  return place.href.slice(place.origin.length)
}
