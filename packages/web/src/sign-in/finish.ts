import type { AccountInfo } from '@azure/msal-node'
import { accountIdOf, authorityOf } from '@caefetch/core/msal'
import { viewOf } from '../pages/views.ts'
import type { Parts } from '../parts.ts'
import type { Incoming } from '../request/incoming.ts'
import { redirect } from '../request/redirect.ts'
import { signInPath } from '../request/return-to.ts'
import { isFramed } from '../request/same-origin.ts'
import type { Attempt } from './attempts.ts'
import { codeOf, describeError } from './entra-codes.ts'

/** Creates what takes the browser in that comes back from Entra. */
export function createFinish(parts: Parts) {
  const { plan, apps, sessions, clients, current, attempts, stepUps, show } = parts
  const { pathname, origin } = plan.redirectUri

  /** Redeems the code, into a cache of its own: nothing is changed before it is known whose it is. */
  async function redeem(attempt: Attempt, code: string, account?: AccountInfo, tokens = '') {
    const app = apps.create()
    const cache = app.getTokenCache()
    cache.deserialize(tokens)
    const result = await app.acquireTokenByCode({
      code,
      codeVerifier: attempt.verifier,
      nonce: attempt.nonce,
      redirectUri: plan.redirectUri.href,
      scopes: [...attempt.scopes],
      ...(attempt.claims && { claims: attempt.claims }),
      ...authorityOf(account, apps.authority),
    })
    if (!result.account) throw new TypeError('MSAL resolved without an account.')
    return { account: result.account, serialize: () => cache.serialize() }
  }

  async function finishSignIn(incoming: Incoming, attempt: Attempt, code: string) {
    const { session } = await current.look(incoming)
    const { account, serialize } = await redeem(attempt, code)
    const isSameUser = session && accountIdOf(session.account) === accountIdOf(account)
    // Another tab of the same user may be on its way to Entra: what it waits for goes on.
    const before = isSameUser ? session : undefined
    const id = await sessions.begin(account, attempt.at, serialize(), before)
    if (session) {
      // The id that the browser had before is nobody's any more.
      await sessions.end(session.id)
      clients.forget(session.id)
    }
    return arrive(incoming, attempt, await current.cookieFor(id, attempt.lost))
  }

  async function finishStepUp(
    incoming: Incoming,
    attempt: Attempt,
    { visitId, step }: NonNullable<Attempt['stepUp']>,
    code: string,
  ) {
    const { session, record, ended } = await current.look(incoming)
    if (!session || !record || session.visitId !== visitId) {
      const ways = { 'Sign in': signInPath(plan.redirectUri, attempt.returnTo) }
      return show.page(incoming, viewOf(ended ? `session_${ended}` : 'sign_in_unknown', ways))
    }
    const { account, serialize } = await redeem(attempt, code, session.account, record.tokens)
    if (accountIdOf(account) !== accountIdOf(session.account)) {
      return refuse(incoming, attempt, 'other_account')
    }
    await sessions.keepTokens(session.id, serialize())
    clients.forget(session.id)
    await stepUps.met(session.id, step)
    return arrive(incoming, attempt)
  }

  async function arrive(incoming: Incoming, attempt: Attempt, ...cookies: string[]) {
    const { stepUp, isPopup, returnTo } = attempt
    if (isPopup) {
      const response = await show.page(incoming, viewOf('done', {}), true)
      for (const cookie of cookies) response.headers.append('set-cookie', cookie)
      return response
    }
    const path = stepUp?.step.request ? `${pathname}?resume=${stepUp.id}` : returnTo
    return redirect(origin + path, ...cookies)
  }

  /** A page that says why it came to nothing, and how to begin once more. */
  function refuse(
    incoming: Incoming,
    { stepUp, returnTo, isPopup }: Attempt,
    reason: 'sign_in_declined' | 'sign_in_failed' | 'other_account',
    detail?: string,
  ): Promise<Response> {
    const path = stepUp ? `${pathname}?step=${stepUp.id}` : signInPath(plan.redirectUri, returnTo)
    const ways = { 'Try again': isPopup ? `${path}&popup` : path, Back: stepUp ? returnTo : '/' }
    return show.page(incoming, viewOf(reason, ways, detail), isPopup)
  }

  return async function finish(
    incoming: Incoming,
    state: string,
    query: URLSearchParams,
  ): Promise<Response> {
    const attempt = isFramed(incoming) ? undefined : await attempts.finish(incoming, state)
    if (!attempt) {
      const ways = { 'Sign in again': signInPath(plan.redirectUri), 'To the start page': '/' }
      return show.page(incoming, viewOf('sign_in_unknown', ways))
    }
    const { stepUp } = attempt
    const [code, error, text] = ['code', 'error', 'error_description'].map((name) =>
      query.get(name),
    )
    if (!code) {
      const isDenied = error === 'access_denied'
      const detail = isDenied ? undefined : describeError(error ?? '', text ?? '')
      return refuse(incoming, attempt, isDenied ? 'sign_in_declined' : 'sign_in_failed', detail)
    }
    try {
      return stepUp
        ? await finishStepUp(incoming, attempt, stepUp, code)
        : await finishSignIn(incoming, attempt, code)
    } catch (failure) {
      const refusal = codeOf(failure)
      if (refusal === undefined) throw failure
      return refuse(incoming, attempt, 'sign_in_failed', refusal)
    }
  }
}
