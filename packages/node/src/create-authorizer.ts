import {
  type Authorizer,
  type AuthorizerCall,
  createAuthorizer as createCoreAuthorizer,
} from '@caefetch/core'
import { connect, type TokenProvider } from './connect.ts'
import type { NodeCallOptions, NodeFetch, NodeOptions } from './options.ts'

/** A call that something other than fetch sends; use one object for each call. */
export interface NodeAuthorizerCall extends AuthorizerCall {
  cae?: NodeCallOptions
}

/** The pipeline without the sending, and a `fetch` that shares all state with it. */
export type NodeAuthorizer = Authorizer<NodeFetch, NodeAuthorizerCall>

/**
 * Creates an authorizer: for WebSockets, SignalR, gRPC, `node:http` and whatever else takes a token and not
 * a fetch. One storm through all of them is one token request. Takes what {@link createCaeFetch} takes, whose
 * `fetch` it comes with.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const { fetch: caeFetch, authorize, answer } = createAuthorizer(app)
 * const call = { url: 'https://api.contoso.com/hub' }
 * const authorization = await authorize(call)
 */
export function createAuthorizer(app: TokenProvider, options: NodeOptions = {}): NodeAuthorizer {
  return createCoreAuthorizer(...connect(app, options))
}
