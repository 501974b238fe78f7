import { InteractionRequiredError } from '@caefetch/core'
import { createCaeFetch, type NodeFetch } from '@caefetch/node'
import { type Plan, readOptions, type WebOptions } from './options.ts'
import { createShow } from './pages/show.ts'
import type { Parts } from './parts.ts'
import { toIncoming } from './request/incoming.ts'
import { readReturnTo } from './request/return-to.ts'
import { createCurrentSession } from './sessions/current-session.ts'
import { createEndings } from './sessions/endings.ts'
import { createMsalApps } from './sessions/msal-app.ts'
import { createSessions } from './sessions/sessions.ts'
import { createUserClients } from './sessions/user-clients.ts'
import { createAttempts } from './sign-in/attempts.ts'
import { createCallback } from './sign-in/callback.ts'
import { createSignOut } from './sign-in/sign-out.ts'
import { createCalls } from './step-up/calls.ts'
import { createKeptRequests } from './step-up/kept-requests.ts'
import { createRespond } from './step-up/respond.ts'
import { createStepUps } from './step-up/step-ups.ts'
import type { Web } from './web.ts'

/**
 * Creates the sign-in, the sessions and the step-ups of a web application on the server, a backend for
 * frontend: the browser has a cookie and no token, calls are made with the tokens of the session's user, and
 * a claims challenge that takes a person becomes the browser's way to Entra and back.
 *
 * It takes and gives the platform's `Request` and `Response`; `expressWeb`, `fastifyWeb` and `honoWeb`
 * put it into a framework.
 *
 * @throws {@link ConfigurationError} for options that cannot work.
 * @example
 * const web = createWeb({ app, redirectUri: 'https://shop.contoso.com/auth/callback', secrets: [secret] })
 * const me = await web.fetch(request)('https://graph.microsoft.com/v1.0/me')
 * @see [OAuth 2.0 for Browser-Based Applications](https://datatracker.ietf.org/doc/draft-ietf-oauth-browser-based-apps/)
 */
export function createWeb(options: WebOptions): Web {
  const parts = createParts(readOptions(options))
  const { plan, endings, clients, current, attempts, calls, kept, sessions } = parts
  const callback = createCallback(parts)
  const respond = createRespond(parts)
  const signOut = createSignOut(parts)
  // What is wrong with the options of caefetch is said now, and not at the first call.
  createCaeFetch(plan.app, plan.fetchOptions)

  const end =
    (reason: 'ended' | 'revoked'): Web['endSessions'] =>
    (subject, before) =>
      endings.end(subject, reason, before)

  return {
    callback,
    respond,
    signOut,
    async signIn(request, { returnTo, loginHint, prompt } = {}) {
      const incoming = toIncoming(request)
      const { searchParams } = new URL(incoming.target, plan.redirectUri)
      const wanted = returnTo ?? searchParams.get('returnTo') ?? '/'
      const departure = { scopes: plan.scopes, loginHint, prompt }
      return attempts.begin(incoming, {
        ...departure,
        returnTo: readReturnTo(wanted, plan.redirectUri),
      })
    },
    async frontChannelSignOut(request) {
      const { searchParams } = new URL(toIncoming(request).target, plan.redirectUri)
      const sid = searchParams.get('sid')
      // Whoever sends this, with an id that no session has, leaves nothing behind.
      if (sid) await sessions.endSignIn(sid, 'signed_out')
      return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
    },
    async user(request) {
      return (await current.admit(toIncoming(request))).session?.account
    },
    fetch(request) {
      const incoming = toIncoming(request)
      const ofSession: NodeFetch = async (input, init) => {
        const { session } = await current.admit(incoming)
        if (!session)
          throw new InteractionRequiredError('Nobody is signed in: `web.respond` says how.')
        return clients.of(session)(input, init)
      }
      return calls.watch(incoming, ofSession)
    },
    async handle(request, readBody) {
      const incoming = toIncoming(request)
      const { pathname } = new URL(incoming.target, plan.redirectUri)
      try {
        if (pathname === plan.redirectUri.pathname) return await callback(request)
        if (readBody) kept.watchBy(incoming.key, readBody)
        if (incoming.isUnsafe) await current.admit(incoming)
        return undefined
      } catch (error) {
        const response = await respond(request, error)
        if (response) return response
        throw error
      }
    },
    endSessions: end('ended'),
    revocations: { revoke: end('revoked'), revokedAt: () => undefined },
  }
}

function createParts(plan: Plan): Parts {
  const { store, most, fetchOptions } = plan
  const apps = createMsalApps(plan.app)
  const endings = createEndings(store, plan.lifetime)
  const sessions = createSessions(store, endings, plan)
  const kept = createKeptRequests(store)
  return {
    plan,
    apps,
    endings,
    sessions,
    kept,
    clients: createUserClients({ apps, sessions, endings, options: fetchOptions, most }),
    current: createCurrentSession(plan, sessions, kept),
    attempts: createAttempts(plan, apps, store),
    stepUps: createStepUps(store),
    calls: createCalls(),
    show: createShow(plan),
  }
}
