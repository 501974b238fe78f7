import { type ClaimsRequest, claimNames } from './claims-request.ts'

/** Whether tokens from before the challenge are worth nothing any more, as after a revocation. */
export const demandsFreshToken = (claims: ClaimsRequest): boolean => {
  const names = claimNames(claims)
  return names.length === 0 || names.includes('nbf')
}

/** Whether nothing but a later token is asked for; `xms_caeerror` is a remark of Key Vault's. */
export const isMetByLaterToken = (claims: ClaimsRequest): boolean =>
  claimNames(claims).every((name) => name === 'nbf' || name === 'xms_caeerror')
