import type { AccountInfo } from '@azure/msal-node'
import type { NodeFetch } from '@caefetch/node'
import type { WebRequest } from './request/incoming.ts'
import type { SessionSubject } from './sessions/endings.ts'
import type { ReadBody } from './step-up/kept-requests.ts'

/** Options of `web.signIn`. */
export interface SignInOptions {
  /** Where to go afterwards: a path of the application; anything else is `/`. Default: `?returnTo=…` of the request, then `/`. */
  returnTo?: string
  /** Whom Entra is to suggest. */
  loginHint?: string
  /** What Entra is to show: `select_account`, `login`, `consent`. Default: what is needed. */
  prompt?: 'select_account' | 'login' | 'consent'
}

/** Options of `web.signOut`. */
export interface SignOutOptions {
  /**
   * `app`: this session alone. `entra`: this session, and Entra's in this browser. `everywhere`: all sessions
   * of the user, in all browsers, and Entra's in this one. Default: `entra`.
   */
  from?: 'app' | 'entra' | 'everywhere'
  /** Where to go afterwards; Entra goes only where it is registered. Default: `/`. */
  returnTo?: string
}

/** Ends sessions, in the way that `createEventReceiver` of `@caefetch/resource` revokes tokens. */
export interface SessionRevocations {
  /** Ends the sessions of whom an event is about that began before the moment given. Default: now. */
  revoke(subject: SessionSubject, before?: Date | number): Promise<void>
  /** Never answers: sessions are looked up by the web itself. */
  revokedAt(token: unknown): undefined
}

/** The sign-in, the sessions and the step-ups of a web application. */
export interface Web {
  /** Sends the browser to Entra, and back to `returnTo`. */
  signIn(request: WebRequest, options?: SignInOptions): Promise<Response>
  /** Answers at `redirectUri`: sign-ins and step-ups begin and end there. */
  callback(request: WebRequest): Promise<Response>
  /** Ends the session; refused for requests of other sites. */
  signOut(request: WebRequest, options?: SignOutOptions): Promise<Response>
  /** Answers Entra's front-channel logout, at the URL that is registered for it: ends the session that it names. */
  frontChannelSignOut(request: WebRequest): Promise<Response>
  /**
   * Who is signed in, without tokens; undefined where nobody is.
   *
   * @throws {@link RefusedRequestError} for a request that another site has sent to change something.
   * @throws {@link SessionsUnavailableError} while the store of the sessions is down.
   */
  user(request: WebRequest): Promise<AccountInfo | undefined>
  /**
   * A caefetch with the tokens of the session's user. Its calls reject with InteractionRequiredError where
   * nobody is signed in, or a person has to do something: throw it, and give it to {@link Web.respond}.
   */
  fetch(request: WebRequest): NodeFetch
  /**
   * What an error means for the browser. For a page: a redirect to Entra and back to the same URL, once for
   * all calls of the request. For a script: a 401 that says where to send the browser. Undefined when no
   * person can help.
   */
  respond(request: WebRequest, error: unknown): Promise<Response | undefined>
  /**
   * What is to be answered before the application looks at the request: at `redirectUri`, and for requests
   * that are refused. Undefined for all others.
   */
  handle(request: WebRequest, readBody?: ReadBody): Promise<Response | undefined>
  /** Ends the sessions of a user, or one that Entra knows by its id, on every replica. */
  endSessions(subject: SessionSubject, before?: Date | number): Promise<void>
  /** For `createEventReceiver({ revocations })`: security events end sessions. */
  readonly revocations: SessionRevocations
}
