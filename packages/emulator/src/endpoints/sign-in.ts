import type { Clock } from '../clock.ts'
import type { Duration } from '../duration.ts'
import { refuse } from '../errors/catalog.ts'
import { EntraError } from '../errors/entra-error.ts'
import type { Policy } from '../policy/policy.ts'
import { readForm } from '../server/form.ts'
import { actions } from '../sign-in/actions.ts'
import type { AuthorizeRequest } from '../sign-in/authorize-request.ts'
import type { Browser } from '../sign-in/browsers.ts'
import { type Flow, newFlow, type Step } from '../sign-in/flow.ts'
import { findSession, nextStep } from '../sign-in/next-step.ts'
import * as pages from '../sign-in/pages/flow-pages.ts'
import { type Html, pageHeaders } from '../sign-in/pages/layout.ts'
import { messagePage } from '../sign-in/pages/plain-pages.ts'
import type { Session, Sessions } from '../sign-in/sessions.ts'
import type { Consents } from '../tenant/consents.ts'
import type { Directory } from '../tenant/directory.ts'
import type { AuthorizationCodes } from '../tokens/authorization-code.ts'
import { clientInfo } from '../tokens/client-info.ts'
import type { IssueIdToken } from '../tokens/id-token.ts'
import type { Redeemables } from '../tokens/redeemables.ts'
import type { BrowserCookie } from './browser-cookie.ts'
import { describeError, type EndpointContext } from './context.ts'
import { reply, replyWithError } from './reply.ts'

interface SignInParts {
  readonly clock: Clock
  readonly directory: Directory
  readonly consents: Consents
  readonly policies: Iterable<Policy>
  readonly sessions: Sessions
  /** Sign-ins under way. */
  readonly flows: Redeemables<Flow>
  readonly codes: AuthorizationCodes
  readonly issueIdToken: IssueIdToken
  readonly cookie: BrowserCookie
}

/** Takes people through the pages. */
export interface SignIn {
  /** Goes as far as it can: to the first page, or to the end. */
  begin(
    c: EndpointContext,
    flow: Omit<Flow, keyof typeof newFlow>,
    lifetime: Duration,
  ): Promise<Response>
  /** What a person does on a page: signs in, picks an account, shows a second factor, consents. */
  act(c: EndpointContext): Promise<Response>
}

/** One request of a sign-in under way. */
interface Turn {
  readonly c: EndpointContext
  readonly key: string
  readonly flow: Flow
  readonly browser: Browser
}

export function createSignIn(parts: SignInParts): SignIn {
  const { directory, flows, codes, cookie, issueIdToken } = parts

  async function proceed(turn: Turn, problem?: string): Promise<Response> {
    const { c, flow, browser } = turn
    const session = flow.session ?? findSession(directory, flow, browser)
    if (session) flow.session = session
    const step = nextStep(parts, flow, browser)
    if ('refuse' in step) return refuseFlow(turn, step.refuse)
    if (session) {
      c.var.notes.user = session.user.upn
      cookie.write(c, browser)
    }
    if ('done' in step) return finish(turn, step.done)
    if (step.show === 'blocked') {
      flow.blockedBy = step.error
      describeError(c, step.error)
    }
    return c.html(pageFor(turn, step, problem), 200, pageHeaders)
  }

  function pageFor(
    { key, flow }: Turn,
    step: Extract<Step, { show: string }>,
    problem: string | undefined,
  ): Html {
    const { app, authority } = flow
    const links = { base: `/${authority.tenantId}/signin`, key }
    switch (step.show) {
      case 'sign-in': {
        const users = directory.users.filter(
          ({ enabled, objectIds }) => enabled && objectIds[authority.tenantId] !== undefined,
        )
        return pages.signInPage(links, { app, username: step.username, problem, users })
      }
      case 'accounts':
        return pages.accountsPage(links, app, step.users)
      case 'mfa':
        return pages.mfaPage(links, app, step.user)
      case 'enrol':
        return pages.enrolPage(links, step.user)
      case 'consent':
        return pages.consentPage(links, app, step.user, step.wanted)
      case 'blocked':
        return pages.blockedPage(links, app, step.error)
    }
  }

  async function finish({ c, key, flow }: Turn, session: Session): Promise<Response> {
    const { app, goal } = flow
    const { notes } = c.var
    flows.delete(key)
    notes.user = session.user.upn
    if ('device' in goal) {
      goal.device.outcome = session
      const text = `You have signed in to ${app.name} on your device. You can close this page.`
      return c.html(messagePage('You are signed in', text), 200, pageHeaders)
    }
    const { request } = goal
    const parameters = await answerTo(flow, request, session)
    notes.issued = { kinds: Object.keys(parameters) }
    return reply(c, request.replyTo, {
      ...parameters,
      ...(request.clientInfo && { client_info: clientInfo(session.user, directory.tenantId) }),
      session_state: session.id,
    })
  }

  /** A code, an ID token or both, as the client asked. */
  async function answerTo(
    { app, authority, demand }: Flow,
    request: AuthorizeRequest,
    session: Session,
  ): Promise<Record<string, string>> {
    const { replyTo, responseTypes, scope, scopes, claims, nonce, codeChallenge } = request
    const oidc = scopes[0]?.oidc ?? []
    const { redirectUri } = replyTo
    const grant = { app, session, redirectUri, scope, claims, nonce, codeChallenge }
    const code = responseTypes.includes('code') ? codes.issue(grant) : undefined
    const token = { authority, client: app, session, demand, nonce, oidc, code }
    return {
      ...(code !== undefined && { code }),
      ...(responseTypes.includes('id_token') && { id_token: await issueIdToken(token) }),
    }
  }

  function refuseFlow({ c, key, flow }: Turn, error: EntraError): Response | Promise<Response> {
    const { app, goal } = flow
    flows.delete(key)
    if ('request' in goal) return replyWithError(c, goal.request.replyTo, error)
    goal.device.outcome = 'declined'
    describeError(c, error)
    const text = `${app.name} was not signed in: ${error.message}`
    return c.html(messagePage('You are not signed in', text), 200, pageHeaders)
  }

  return {
    async begin(c, request, lifetime) {
      const flow = { ...request, ...newFlow }
      const key = flows.add(flow, lifetime)
      return proceed({ c, key, flow, browser: cookie.read(c) })
    },
    async act(c) {
      const form = await readForm(c.req.raw)
      const key = form.need('flow')
      const entry = flows.get(key)
      const action = actions.get(c.req.param('action') ?? '')
      if (!entry || entry.expired || !action) throw refuse.flowExpired()
      const flow = entry.value
      const turn = { c, key, flow, browser: cookie.read(c) }
      c.var.notes.client = flow.app.name
      try {
        const problem = action({ ...parts, ...turn, form })
        return await proceed(turn, problem)
      } catch (error) {
        if (error instanceof EntraError) return refuseFlow(turn, error)
        throw error
      }
    },
  }
}
