import { ConfigurationError } from '../errors.ts'
import type { ClaimsRequest } from './schema.ts'

/**
 * The claims request for an authentication context such as `c1`; of several, any one satisfies.
 *
 * @throws {@link ConfigurationError} without an id, or for one that is no plain word.
 * @see [Authentication context](https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context)
 */
export function authContext(...ids: string[]): ClaimsRequest {
  const [first, ...others] = ids
  if (first === undefined || !ids.every((id) => /^\w+$/.test(id))) {
    throw new ConfigurationError(
      'authContext: name at least one authentication context, such as "c1".',
    )
  }
  const acrs = others.length === 0 ? { value: first } : { values: ids }
  return { access_token: { acrs: { essential: true, ...acrs } } }
}
