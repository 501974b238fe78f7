import type { IPublicClientApplication } from '@azure/msal-browser'
import {
  type Authorizer,
  type AuthorizerCall,
  createAuthorizer as createCoreAuthorizer,
} from '@caefetch/core'
import { connect, waitingFetch } from './connect.ts'
import type { WaitingCall } from './interaction/pending.ts'
import type { BrowserCallOptions, BrowserFetch, BrowserOptions } from './options.ts'

/** A call that something other than fetch sends; use one object for each call. */
export interface BrowserAuthorizerCall extends AuthorizerCall {
  cae?: BrowserCallOptions
}

/** The pipeline without the sending, and a `fetch` that shares all state with it. */
export type BrowserAuthorizer = Authorizer<BrowserFetch, BrowserAuthorizerCall>

/**
 * Creates an authorizer: for uploads with progress (XMLHttpRequest), WebSockets, SignalR and whatever else
 * takes a token and not a fetch. One storm through all of them is one token request, and one question to
 * the user. Takes the options of {@link createCaeFetch}, whose `fetch` it comes with.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const { fetch: caeFetch, authorize, answer } = createAuthorizer(msal)
 * const call = { url: 'https://graph.microsoft.com/v1.0/me' }
 * xhr.setRequestHeader('Authorization', (await authorize(call)) ?? '')
 */
export function createAuthorizer(
  msal: IPublicClientApplication,
  options: BrowserOptions = {},
): BrowserAuthorizer {
  const { tokens, options: coreOptions, wait } = connect(msal, options)
  const { fetch, authorize, answer } = createCoreAuthorizer(tokens, coreOptions)
  return {
    fetch: waitingFetch(fetch, wait),
    authorize: (call) => wait(toWaiting(call), () => authorize(call)),
    answer: (call, refusal, authorization) =>
      wait(toWaiting(call), () => answer(call, refusal, authorization)),
  }
}

const toWaiting = ({ url, method }: BrowserAuthorizerCall): WaitingCall => ({
  input: String(url),
  method,
})
