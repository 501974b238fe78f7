import { createLocalJWKSet, jwtVerify } from 'jose'
import { type Clock, epochSeconds } from '../clock.ts'
import type { Authority } from '../tenant/authority.ts'
import type { App } from '../tenant/model.ts'
import type { Keys } from './keys.ts'
import { federatedTokenLifetime } from './lifetimes.ts'

const audience = 'api://AzureADTokenExchange'
const type = 'federated+jwt'

/**
 * Issues what a cluster puts into `AZURE_FEDERATED_TOKEN_FILE`: proof of a workload's identity that it
 * shows instead of a secret.
 *
 * @see [Workload identity federation](https://learn.microsoft.com/entra/workload-id/workload-identity-federation)
 */
export function createFederatedTokens(clock: Clock, keys: Keys, { origin }: Authority) {
  return ({ clientId }: App): Promise<string> => {
    const iat = epochSeconds(clock.now())
    const exp = iat + federatedTokenLifetime
    const payload = {
      iss: `${origin}/federation`,
      sub: clientId,
      aud: audience,
      iat,
      nbf: iat,
      exp,
    }
    return keys.sign(payload, type)
  }
}

/** Reads the client of such a token; nothing of any other assertion. */
export function createFederatedReader(keys: Keys) {
  return async (assertion: string, currentDate: Date): Promise<string | undefined> => {
    try {
      const set = createLocalJWKSet(await keys.jwks())
      const { payload } = await jwtVerify(assertion, set, { audience, typ: type, currentDate })
      return payload.sub
    } catch {
      return undefined
    }
  }
}
