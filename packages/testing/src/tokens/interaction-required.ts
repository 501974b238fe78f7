import type { ClaimsRequest } from '@caefetch/core'

/**
 * The error with which MSAL says that a person must act; `claims` are what the identity provider asks
 * for, as JSON text.
 *
 * @see [Errors of MSAL](https://learn.microsoft.com/entra/msal/javascript/browser/errors)
 */
export interface InteractionRequiredAuthError extends Error {
  /** Always `interaction_required`. */
  readonly errorCode: 'interaction_required'
  /** The claims to ask for, as JSON text; empty where there are none. */
  readonly claims: string
}

/** Makes an error as MSAL throws it when only a person can help. */
export function interactionRequired(claims?: ClaimsRequest): InteractionRequiredAuthError {
  const error = new Error('interaction_required: AADSTS50076: a person must act.')
  return Object.assign(error, {
    name: 'InteractionRequiredAuthError',
    errorCode: 'interaction_required' as const,
    claims: claims ? JSON.stringify(claims) : '',
  })
}
