const cp1 = /^cp1$/i

/**
 * Whether client capabilities, as an MSAL configuration or the `xms_cc` of a token has them, name `cp1`:
 * the client can answer claims challenges.
 *
 * @see [Client capabilities](https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities)
 */
export const isCapable = (capabilities: unknown): boolean =>
  [capabilities].flat().some((name) => typeof name === 'string' && cp1.test(name))

/** A copy of what holds `clientCapabilities`, with `cp1` among them; the same where they have it already. */
export function declareCp1<T extends { clientCapabilities?: string[] }>(options: T): T {
  const { clientCapabilities = [] } = options
  if (isCapable(clientCapabilities)) return options
  return { ...options, clientCapabilities: [...clientCapabilities, 'cp1'] }
}
