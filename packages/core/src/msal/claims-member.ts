import type { ClaimsRequest } from '../claims/claims-request.ts'

/** The member of an MSAL request for claims, which MSAL wants as JSON text. */
export const claimsMember = (claims: ClaimsRequest | undefined): { claims?: string } =>
  claims ? { claims: JSON.stringify(claims) } : {}
