/** Thrown for a request that is refused whoever sends it; `web.respond` answers it. */
export class RefusedRequestError extends Error {
  /** Always `RefusedRequestError`. */
  override readonly name = 'RefusedRequestError'
  /** `cross_origin`: another site has sent it; `request_gone`: the kept form was sent already, or is kept no more. */
  readonly code: 'cross_origin' | 'request_gone'

  constructor(code: RefusedRequestError['code']) {
    super(
      code === 'cross_origin'
        ? 'Another site has sent this request: it is not answered with the session of the user.'
        : 'This form was sent already, or is kept no more: it is not sent again.',
    )
    this.code = code
  }
}

/** Thrown when it cannot be told who is signed in, since the store of the sessions does not answer. Its error is the `cause`. */
export class SessionsUnavailableError extends Error {
  /** Always `SessionsUnavailableError`. */
  override readonly name = 'SessionsUnavailableError'
  /** Always `sessions_unavailable`. */
  readonly code = 'sessions_unavailable'
}
