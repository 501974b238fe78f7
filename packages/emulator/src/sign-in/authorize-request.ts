import { refuse } from '../errors/catalog.ts'
import { type ClaimsDemand, readClaims } from '../policy/claims-demand.ts'
import { createForm, type Form } from '../server/form.ts'
import type { Directory } from '../tenant/directory.ts'
import { findClient } from '../tenant/find-client.ts'
import type { App } from '../tenant/model.ts'
import { isRegistered } from '../tenant/redirect-uri.ts'
import { checkResource, readScopes, type Scope } from '../tokens/scope.ts'

type ResponseMode = 'query' | 'fragment' | 'form_post'
type ResponseType = 'code' | 'id_token'
export type Prompt = 'none' | 'login' | 'select_account' | 'consent'

const responseModes: readonly string[] = ['query', 'fragment', 'form_post'] satisfies ResponseMode[]
const prompts: readonly string[] = ['none', 'login', 'select_account', 'consent'] satisfies Prompt[]

/** Where an answer goes; known before anything else is, so that errors can be sent there too. */
export interface ReplyTo {
  readonly app: App
  readonly redirectUri: string
  readonly mode: ResponseMode
  /** Decoded, for a form. */
  readonly state: string | undefined
  /** As it was encoded, so that it goes back byte for byte. */
  readonly rawState: string | undefined
}

/** What a client wants from the authorization endpoint. */
export interface AuthorizeRequest {
  readonly replyTo: ReplyTo
  readonly responseTypes: readonly ResponseType[]
  readonly scope: string
  readonly scopes: readonly Scope[]
  readonly claims: string | undefined
  readonly demand: ClaimsDemand
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly prompt: Prompt | undefined
  /** How old the sign-in may be, in seconds. */
  readonly maxAge: number | undefined
  readonly loginHint: string | undefined
  readonly sid: string | undefined
  readonly clientInfo: boolean
}

/** The client and its redirect URI; whatever is wrong with them must not leave this server. */
export function readReplyTo(directory: Directory, encoded: string): ReplyTo {
  const form = createForm(new URLSearchParams(encoded))
  const app = findClient(directory, form.need('client_id'))
  const redirectUri = form.get('redirect_uri') ?? onlyOne(app.redirectUris)
  if (redirectUri === undefined || !isRegistered(redirectUri, app.redirectUris)) {
    throw refuse.redirectUri(redirectUri ?? '', app.clientId)
  }
  const hasToken = form.get('response_type')?.includes('token') ?? false
  const mode = form.get('response_mode') ?? (hasToken ? 'fragment' : 'query')
  if (!responseModes.includes(mode)) throw refuse.malformed('The response_mode is not supported.')
  const rawState = rawParameter(encoded, 'state')
  const state = form.get('state')
  return { app, redirectUri, mode: mode as ResponseMode, state, rawState }
}

/** Everything else; what is wrong with it is told to the client. */
export function readAuthorizeRequest(
  directory: Directory,
  encoded: string,
  replyTo: ReplyTo,
): AuthorizeRequest {
  const form = createForm(new URLSearchParams(encoded))
  const responseTypes = readResponseTypes(form, replyTo)
  const prompt = form.get('prompt')
  if (prompt !== undefined && !prompts.includes(prompt)) {
    throw refuse.malformed("The 'prompt' is not supported.")
  }
  const scope = form.need('scope')
  const scopes = readScopes(scope, directory)
  checkResource(form.get('resource'), scopes, directory)
  const claims = form.get('claims')
  return {
    replyTo,
    responseTypes,
    scope,
    scopes,
    claims,
    demand: readClaims(claims),
    nonce: form.get('nonce'),
    codeChallenge: responseTypes.includes('code') ? readChallenge(form, replyTo.app) : undefined,
    maxAge: readMaxAge(form),
    prompt: prompt as Prompt | undefined,
    loginHint: form.get('login_hint'),
    sid: form.get('sid'),
    clientInfo: form.get('client_info') === '1',
  }
}

/** @see [OAuth 2.0 Multiple Response Types](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html) */
function readResponseTypes(form: Form, { app, mode }: ReplyTo): ResponseType[] {
  const text = form.need('response_type')
  const types = text.split(' ')
  const wants = (type: ResponseType): boolean => types.includes(type)
  const isKnown = types.every((type) => type === 'code' || type === 'id_token')
  if (!isKnown || (wants('id_token') && !app.idTokens)) throw refuse.responseType(text)
  if (wants('id_token') && mode === 'query') throw refuse.queryMode()
  if (wants('id_token')) form.need('nonce')
  return (['code', 'id_token'] as const).filter(wants)
}

function readMaxAge(form: Form): number | undefined {
  const text = form.get('max_age')
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw refuse.malformed("The 'max_age' must be a number of seconds.")
}

/** @see [RFC 7636 §4.3](https://www.rfc-editor.org/rfc/rfc7636#section-4.3) */
function readChallenge(form: Form, app: App): string | undefined {
  const challenge = form.get('code_challenge')
  if (challenge === undefined) {
    if (app.platform === 'spa') throw refuse.challengeNeeded()
    return undefined
  }
  if (form.get('code_challenge_method') !== 'S256') {
    throw refuse.malformed("The 'code_challenge_method' must be S256.")
  }
  if (!/^[\w-]{43}$/.test(challenge)) throw refuse.challengeSize()
  return challenge
}

function rawParameter(encoded: string, name: string): string | undefined {
  const pair = encoded.split('&').find((each) => each.startsWith(`${name}=`))
  return pair?.slice(name.length + 1).replaceAll('+', '%20')
}

function onlyOne(items: readonly string[]): string | undefined {
  return items.length === 1 ? items[0] : undefined
}
