import type { ClaimsRequest } from './claims/claims-request.ts'

/** The `code` of every error that caefetch throws. */
export type CaeErrorCode =
  | 'invalid_claims'
  | 'interaction_required'
  | 'reauthentication_failed'
  | 'body_not_replayable'
  | 'configuration'

/** What an error may carry besides its message. */
export interface CaeErrorOptions extends ErrorOptions {
  /** The claims that were asked for and could not be had. */
  claims?: ClaimsRequest | undefined
  /** The API's response that carried the challenge, its body unread. */
  response?: Response | undefined
}

/** The base of every error that caefetch throws; `code` tells them apart. */
export abstract class CaeError extends Error {
  /** The name of the class, the same in every copy and bundle of the package. */
  abstract override readonly name: string
  /** What tells the errors apart, and the heading of the page that says what to do. */
  abstract readonly code: CaeErrorCode
  /** The claims that were asked for and could not be had. Not enumerable: logging the error does not print it. */
  declare readonly claims: ClaimsRequest | undefined
  /** The API's response that carried the challenge, its body unread. Not enumerable. */
  declare readonly response: Response | undefined

  constructor(message: string, options: CaeErrorOptions = {}) {
    super(message, options)
    Object.defineProperties(this, {
      claims: { value: options.claims },
      response: { value: options.response },
    })
  }
}

/** Thrown when a claims value is no base64 or JSON text of an OIDC claims request. */
export class InvalidClaimsError extends CaeError {
  /** Always `InvalidClaimsError`. */
  override readonly name = 'InvalidClaimsError'
  /** Always `invalid_claims`. */
  readonly code = 'invalid_claims'
}

/**
 * Thrown when only a person can satisfy the identity provider: sign in, pass MFA, consent.
 * The provider's error is its `cause`.
 */
export class InteractionRequiredError extends CaeError {
  /** Always `InteractionRequiredError`. */
  override readonly name = 'InteractionRequiredError'
  /** Always `interaction_required`. */
  readonly code = 'interaction_required'
}

/** Thrown when no token could be had for a reason no person can mend. The provider's error is its `cause`. */
export class ReauthenticationError extends CaeError {
  /** Always `ReauthenticationError`. */
  override readonly name = 'ReauthenticationError'
  /** Always `reauthentication_failed`. */
  readonly code = 'reauthentication_failed'
}

/**
 * Thrown when a challenge was answered but the request's body cannot be sent a second time.
 * `response` is the API's 401; the next call uses the new token.
 */
export class BodyNotReplayableError extends CaeError {
  /** Always `BodyNotReplayableError`. */
  override readonly name = 'BodyNotReplayableError'
  /** Always `body_not_replayable`. */
  readonly code = 'body_not_replayable'
}

/** Thrown for options that cannot work; the message names the option and the mend. */
export class ConfigurationError extends CaeError {
  /** Always `ConfigurationError`. */
  override readonly name = 'ConfigurationError'
  /** Always `configuration`. */
  readonly code = 'configuration'
}

const named =
  /^(InvalidClaimsError invalid_claims|InteractionRequiredError interaction_required|ReauthenticationError reauthentication_failed|BodyNotReplayableError body_not_replayable|ConfigurationError configuration)$/

/**
 * Whether an error is one of caefetch's: by its name and code, so that it holds for errors of another
 * copy of the package too, where `instanceof` does not.
 *
 * @example
 * if (isCaeError(error) && error.code === 'interaction_required') showSignIn()
 */
export const isCaeError = (error: unknown): error is CaeError =>
  named.test(`${Object(error).name} ${Object(error).code}`)
