/**
 * One challenge of a `WWW-Authenticate` field.
 *
 * @see [RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)
 */
export interface Challenge {
  /** The auth-scheme as it was sent; compare it without regard to case. Empty where the header named none. */
  scheme: string
  /** The auth-params; names are lower-cased, the first of equal names wins, and there is no prototype. */
  params: Record<string, string>
  /** The token68, where the scheme was followed by one. */
  token68?: string
}
