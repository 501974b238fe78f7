import type { AuthenticationResult } from '@azure/msal-node'
import { accountIdOf, authorityOf } from '@caefetch/core/msal'
import { plainPage } from '../pages/plain-page.ts'
import * as views from '../pages/views.ts'
import type { Parts } from '../parts.ts'
import { type Incoming, toIncoming, type WebRequest } from '../request/incoming.ts'
import { readReturnTo } from '../request/return-to.ts'
import { isFramed } from '../request/same-origin.ts'
import { departureOf } from '../step-up/departure.ts'
import { withResume } from '../step-up/kept-requests.ts'
import type { Attempt } from './attempts.ts'

/** Creates what answers at `redirectUri`: the ways to Entra begin and end there. */
export function createCallback(parts: Parts) {
  const { plan, apps, sessions, clients, current, attempts, stepUps, kept, show } = parts
  const { pathname } = plan.redirectUri
  const signInPath = (returnTo: string): string =>
    `${pathname}?sign-in&returnTo=${encodeURIComponent(returnTo)}`

  const goTo = (path: string, cookies: readonly string[]): Response => {
    const headers = new Headers({
      location: plan.redirectUri.origin + path,
      'cache-control': 'no-store',
    })
    for (const cookie of cookies) headers.append('set-cookie', cookie)
    return new Response(null, { status: 303, headers })
  }

  async function beginSignIn(incoming: Incoming, query: URLSearchParams): Promise<Response> {
    const { lost } = await current.look(incoming)
    const returnTo = readReturnTo(query.get('returnTo') ?? '/', plan.redirectUri)
    const isPopup = query.has('popup')
    return attempts.begin(incoming, { scopes: plan.scopes, returnTo, lost, isPopup })
  }

  async function beginStepUp(
    incoming: Incoming,
    id: string,
    query: URLSearchParams,
  ): Promise<Response> {
    const { session, ended } = await current.look(incoming)
    const step = session && (await stepUps.find(session.id, id))
    if (!step) {
      const view = ended
        ? views.sessionOver(ended, signInPath('/'))
        : views.signInUnknown(signInPath('/'))
      return show.page(incoming, view)
    }
    const wanted = query.get('returnTo')
    const returnTo = wanted === null ? step.returnTo : readReturnTo(wanted, plan.redirectUri)
    const options = { returnTo, isPopup: query.has('popup') }
    return attempts.begin(incoming, departureOf(session, id, step, options))
  }

  /** Redeems the code, into a cache of its own: nothing is changed before it is known whose it is. */
  async function redeem(attempt: Attempt, code: string, tokens = '') {
    const app = apps.create()
    const cache = app.getTokenCache()
    const { stepUp, claims } = attempt
    const record = stepUp && (await sessions.read(stepUp.sessionId))
    cache.deserialize(tokens)
    const result = await app.acquireTokenByCode({
      code,
      codeVerifier: attempt.verifier,
      nonce: attempt.nonce,
      redirectUri: plan.redirectUri.href,
      scopes: [...attempt.scopes],
      ...(claims && { claims }),
      ...authorityOf(record?.account, apps.authority),
    })
    return { result, serialize: () => cache.serialize() }
  }

  async function finishSignIn(incoming: Incoming, attempt: Attempt, code: string) {
    const before = await current.look(incoming)
    const { result, serialize } = await redeem(attempt, code)
    if (!result.account) throw new TypeError('MSAL resolved without an account.')
    const id = await sessions.begin(result.account, attempt.at, serialize())
    // The id that the browser had before is nobody's any more.
    if (before.session) await endSession(before.session.id)
    return arrive(attempt, [await current.cookieFor(id, attempt.lost)])
  }

  /** How the same is begun once more. */
  function againPath({ stepUp, returnTo, isPopup }: Attempt): string {
    const path = stepUp ? `${pathname}?step=${stepUp.id}` : signInPath(returnTo)
    return isPopup ? `${path}&popup` : path
  }

  async function endSession(id: string): Promise<void> {
    await sessions.end(id)
    clients.forget(id)
  }

  async function finishStepUp(
    incoming: Incoming,
    attempt: Attempt & Required<Pick<Attempt, 'stepUp'>>,
    code: string,
  ) {
    const { sessionId, step } = attempt.stepUp
    const { session, record, ended } = await current.look(incoming)
    if (ended) return show.page(incoming, views.sessionOver(ended, signInPath(attempt.returnTo)))
    if (!session || !record || session.id !== sessionId) {
      return show.page(incoming, views.signInUnknown(signInPath(attempt.returnTo)))
    }
    const { result, serialize } = await redeem(attempt, code, record.tokens)
    if (!isSameAccount(result, session.account)) {
      const view = views.otherAccount(againPath(attempt), attempt.returnTo)
      return show.page(incoming, view, attempt.isPopup)
    }
    await sessions.keepTokens(sessionId, serialize())
    clients.forget(sessionId)
    await stepUps.met(sessionId, step)
    return arrive(attempt, [])
  }

  function arrive(attempt: Attempt, cookies: readonly string[]): Response {
    const { stepUp, isPopup, returnTo } = attempt
    if (isPopup) {
      const response = plainPage(views.done(), true)
      for (const cookie of cookies) response.headers.append('set-cookie', cookie)
      return response
    }
    const isForm = stepUp?.step.request !== undefined
    return goTo(isForm ? `${pathname}?resume=${stepUp.id}` : returnTo, cookies)
  }

  /** The page that asks whether to send the form, or says that it was not kept. */
  async function showRequest(incoming: Incoming, id: string): Promise<Response> {
    const { session } = await current.look(incoming)
    const step = session && (await stepUps.find(session.id, id))
    if (!session || !step?.request) return show.page(incoming, views.requestGone())
    const { method, path, keptAs } = step.request
    if (keptAs === undefined) return show.page(incoming, views.notKept(method, path, step.returnTo))
    const request = await kept.find(session.id, keptAs)
    if (!request) return show.page(incoming, views.requestGone())
    const { enctype, fields, target } = request
    const form = { action: withResume(target, keptAs), enctype, fields, label: 'Send it' }
    return show.page(incoming, views.interrupted(method, path, form, step.returnTo))
  }

  async function finish(
    incoming: Incoming,
    state: string,
    query: URLSearchParams,
  ): Promise<Response> {
    const attempt = isFramed(incoming) ? undefined : await attempts.finish(incoming, state)
    if (!attempt) return show.page(incoming, views.signInUnknown(signInPath('/')))
    const again = againPath(attempt)
    const code = query.get('code')
    try {
      if (code === null)
        return await show.page(incoming, refusalView(query, attempt, again), attempt.isPopup)
      const { stepUp } = attempt
      return stepUp
        ? await finishStepUp(incoming, { ...attempt, stepUp }, code)
        : await finishSignIn(incoming, attempt, code)
    } catch (error) {
      const refusal = codeOf(error)
      if (refusal === undefined) throw error
      return show.page(incoming, views.signInFailed(refusal, again), attempt.isPopup)
    }
  }

  return async function callback(request: WebRequest): Promise<Response> {
    const incoming = toIncoming(request)
    if (incoming.method !== 'GET') {
      return new Response(null, { status: 405, headers: { allow: 'GET' } })
    }
    const { searchParams: query } = new URL(incoming.target, plan.redirectUri)
    const [state, step, resume] = ['state', 'step', 'resume'].map((name) => query.get(name))
    if (state) {
      const response = await finish(incoming, state, query)
      if (isState(state)) response.headers.append('set-cookie', attempts.clear(state))
      return response
    }
    if (step) return beginStepUp(incoming, step, query)
    if (resume) return showRequest(incoming, resume)
    if (query.has('sign-in')) return beginSignIn(incoming, query)
    return show.page(incoming, views.signInUnknown(signInPath('/')))
  }
}

const isState = (state: string): boolean => /^[\w-]{22}$/.test(state)

const isSameAccount = (
  { account }: AuthenticationResult,
  wanted: { homeAccountId: string; tenantId: string },
) => account !== null && accountIdOf(account) === accountIdOf(wanted)

/** What Entra said in place of a code. */
function refusalView(query: URLSearchParams, { returnTo }: Attempt, again: string) {
  const error = query.get('error') ?? ''
  const description = query.get('error_description') ?? ''
  if (error === 'access_denied') return views.declined(again, returnTo)
  return views.signInFailed(describe(error, description), again)
}

/** Nothing but codes of Entra's, which say it for those who look it up. */
function describe(error: string, description: string): string {
  const [number = ''] = /AADSTS\d{4,8}/.exec(description.slice(0, 2000)) ?? []
  const code = /^[a-z_]{1,40}$/.test(error) ? error : 'error'
  return [code, number].filter(Boolean).join(', ')
}

function codeOf(error: unknown): string | undefined {
  const { errorCode, errorMessage } = Object(error)
  return typeof errorCode === 'string' ? describe(errorCode, String(errorMessage ?? '')) : undefined
}
