import { ConfigurationError } from '../errors.ts'
import type { ClaimsRequest } from './claims-request.ts'

/**
 * The claims request for an authentication context such as `c1`; of several, any one satisfies.
 *
 * @throws {@link ConfigurationError} without an id, or for an empty one.
 * @see [Authentication context](https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context)
 */
export function authContext(...ids: string[]): ClaimsRequest {
  if (ids.length > 0 && ids.every(Boolean)) {
    const acrs = ids.length > 1 ? { values: ids } : { value: ids[0] }
    return { access_token: { acrs: { essential: true, ...acrs } } }
  }
  throw new ConfigurationError('authContext needs ids such as c1.')
}
