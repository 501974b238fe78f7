import type { Mender } from './aadsts.ts'

/** Errors of OAuth and OpenID Connect, and the names that MSAL and caefetch give theirs. */
export const oauthErrors: Readonly<Record<string, { mender: Mender; meaning: string }>> = {
  interaction_required: {
    mender: 'user',
    meaning: 'a person must act: sign in, pass MFA or consent',
  },
  login_required: { mender: 'user', meaning: 'a person must sign in' },
  consent_required: { mender: 'user', meaning: 'a person must consent' },
  no_tokens_found: {
    mender: 'user',
    meaning: 'MSAL holds no refresh token: a person must sign in',
  },
  bad_token: { mender: 'user', meaning: 'the refresh token is not accepted any more' },
  invalid_grant: {
    mender: 'user',
    meaning: 'the code, refresh token or assertion is not accepted',
  },
  invalid_client: { mender: 'developer', meaning: 'the client could not prove who it is' },
  unauthorized_client: { mender: 'developer', meaning: 'the client may not do this' },
  invalid_scope: { mender: 'developer', meaning: 'the scopes are wrong' },
  invalid_resource: { mender: 'developer', meaning: 'the API is not known in the tenant' },
  unsupported_grant_type: { mender: 'developer', meaning: 'the grant type is not supported' },
  unsupported_response_type: { mender: 'developer', meaning: 'the response type is not enabled' },
  temporarily_unavailable: { mender: 'nobody', meaning: 'Entra is busy' },
  endpoints_resolution_error: {
    mender: 'developer',
    meaning: 'MSAL could not read the authority: network, proxy, certificate or a wrong tenant',
  },
  reauthentication_failed: {
    mender: 'developer',
    meaning: 'caefetch could get no token, for a reason that no person can mend',
  },
  body_not_replayable: {
    mender: 'developer',
    meaning:
      'the challenge was answered, but the body of the call can be read only once: give cae.replay',
  },
  invalid_claims: {
    mender: 'developer',
    meaning: 'a claims value is neither base64 nor JSON of a claims request',
  },
}
