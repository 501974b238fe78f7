import { refuse } from '../errors/catalog.ts'
import { EntraError } from '../errors/entra-error.ts'
import { readForm } from '../server/form.ts'
import { actions } from '../sign-in/actions.ts'
import type { Browser } from '../sign-in/browsers.ts'
import { type Flow, findSession, nextStep, type Step } from '../sign-in/flow.ts'
import * as pages from '../sign-in/pages/flow-pages.ts'
import { type Html, pageHeaders } from '../sign-in/pages/layout.ts'
import { messagePage } from '../sign-in/pages/plain-pages.ts'
import type { Session } from '../sign-in/sessions.ts'
import { readBrowser, writeBrowser } from './browser-cookie.ts'
import { describeError, type EndpointContext } from './context.ts'
import { checkTenant } from './discovery.ts'
import { clientInfo } from './grants/respond.ts'
import { reply, replyWithError } from './reply.ts'

/** What a person has done in a flow that only begins: nothing. */
export const newFlow: Pick<Flow, 'isFresh' | 'hasConsented' | 'wantsOther'> = {
  isFresh: false,
  hasConsented: false,
  wantsOther: false,
}

const codeLifetime = '10m'

/** What a person does on a page: signs in, picks an account, shows a second factor, consents. */
export async function signIn(c: EndpointContext): Promise<Response> {
  const { entra, notes } = c.var
  checkTenant(c)
  const form = await readForm(c.req.raw)
  const key = form.need('flow')
  const found = entra.flows.get(key)
  const action = actions.get(c.req.param('action') ?? '')
  if (!found || found.expired || !action) throw refuse.flowExpired()
  const flow = found.value
  const browser = readBrowser(c)
  notes.client = flow.app.name
  try {
    const problem = action({ entra, form, flow, browser })
    return await continueFlow(c, key, flow, browser, problem)
  } catch (error) {
    if (error instanceof EntraError) return refuseFlow(c, key, flow, error)
    throw error
  }
}

/** Goes as far as it can: to the next page, or to the end. */
export async function continueFlow(
  c: EndpointContext,
  key: string,
  flow: Flow,
  browser: Browser,
  problem?: string,
): Promise<Response> {
  const { entra, notes } = c.var
  const session = flow.session ?? findSession(entra, flow, browser)
  if (session) flow.session = session
  const step = nextStep(entra, flow, browser)
  if ('refuse' in step) return refuseFlow(c, key, flow, step.refuse)
  if (session) {
    notes.user = session.user.upn
    writeBrowser(c, browser)
  }
  if ('done' in step) return finish(c, key, flow, step.done)
  if (step.show === 'blocked') flow.blockedBy = step.error
  const links = { base: `/${entra.directory.tenantId}/signin`, key }
  return c.html(pageFor(c, links, flow, step, problem), 200, pageHeaders)
}

function pageFor(
  c: EndpointContext,
  links: pages.FlowLinks,
  { app }: Flow,
  step: Extract<Step, { show: string }>,
  problem: string | undefined,
): Html {
  switch (step.show) {
    case 'sign-in': {
      const users = c.var.entra.directory.users.filter(({ enabled }) => enabled)
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
      describeError(c, step.error)
      return pages.blockedPage(links, app, step.error)
  }
}

function finish(
  c: EndpointContext,
  key: string,
  { app, goal }: Flow,
  session: Session,
): Response | Promise<Response> {
  const { entra, notes } = c.var
  entra.flows.delete(key)
  notes.user = session.user.upn
  if ('device' in goal) {
    goal.device.outcome = session
    const text = `You have signed in to ${app.name} on your device. You can close this page.`
    return c.html(messagePage('You are signed in', text), 200, pageHeaders)
  }
  const { replyTo, scope, claims, nonce, codeChallenge } = goal.request
  const { redirectUri } = replyTo
  const code = entra.grants.newKey('0')
  const grant = { app, session, redirectUri, scope, claims, nonce, codeChallenge, redeemed: false }
  entra.grants.codes.add(code, grant, codeLifetime)
  notes.issued = { kinds: ['code'] }
  return reply(c, replyTo, {
    code,
    ...(goal.request.clientInfo && { client_info: clientInfo(entra, session) }),
    session_state: session.id,
  })
}

function refuseFlow(
  c: EndpointContext,
  key: string,
  { app, goal }: Flow,
  error: EntraError,
): Response | Promise<Response> {
  c.var.entra.flows.delete(key)
  if ('request' in goal) return replyWithError(c, goal.request.replyTo, error)
  goal.device.outcome = 'declined'
  describeError(c, error)
  const text = `${app.name} was not signed in: ${error.message}`
  return c.html(messagePage('You are not signed in', text), 200, pageHeaders)
}
