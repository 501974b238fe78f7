import type { Caller } from '../verify/caller.ts'
import { clientAddress, createNetworks, readAddress } from './client-address.ts'
import type { Demand } from './demand.ts'
import type { GuardRequest } from './requirement.ts'

/** From where tokens may be used. */
export interface LocationOptions {
  /** Networks that any token may be used from, such as the offices'. Default: none. */
  networks?: readonly string[] | undefined
  /** Proxies whose `X-Forwarded-For` is believed. Default: none. */
  trustedProxies?: readonly string[] | undefined
}

/** Asks for a token for the address of the call where the one sent was got from another address. */
export type LocationCheck = (
  caller: Caller,
  request: GuardRequest,
  peer: string | undefined,
) => Demand | undefined

/**
 * A token without `ipaddr`, the optional claim, is bound to no address. A call whose address cannot be
 * told is let in only with such a token.
 *
 * @see [Strict location enforcement](https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation-strict-enforcement)
 */
export function createLocationCheck(options: LocationOptions): LocationCheck {
  const networks = createNetworks(options.networks ?? [])
  const proxies = createNetworks(options.trustedProxies ?? [])
  return ({ claims }, request, peer) => {
    if (claims.ipaddr === undefined) return undefined
    const address = clientAddress(peer, request.headers.get('x-forwarded-for'), proxies)
    const issuedFor = readAddress(claims.ipaddr)
    if (address !== undefined && (address === issuedFor || networks.has(address))) return undefined
    const wish = { essential: true, ...(address !== undefined && { value: address }) }
    return {
      reason: 'location',
      claims: { access_token: { xms_rp_ipaddr: wish } },
      description: 'The token was issued for another network address.',
    }
  }
}
