import { viewOf } from '../pages/views.ts'
import type { Parts } from '../parts.ts'
import { type Incoming, toIncoming, type WebRequest } from '../request/incoming.ts'
import { readReturnTo, signInPath } from '../request/return-to.ts'
import { departureOf } from '../step-up/departure.ts'
import { withResume } from '../step-up/kept-requests.ts'
import { createFinish } from './finish.ts'

/** Creates what answers at `redirectUri`: the ways to Entra begin and end there. */
export function createCallback(parts: Parts) {
  const { plan, current, attempts, stepUps, kept, show } = parts
  const finish = createFinish(parts)

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
    const step = session && (await stepUps.find(session.visitId, id))
    if (!step) {
      const ways = { 'Sign in': signInPath(plan.redirectUri) }
      return show.page(incoming, viewOf(ended ? `session_${ended}` : 'sign_in_unknown', ways))
    }
    const wanted = query.get('returnTo')
    const returnTo = wanted === null ? step.returnTo : readReturnTo(wanted, plan.redirectUri)
    const options = { returnTo, isPopup: query.has('popup') }
    return attempts.begin(incoming, departureOf(session, id, step, options))
  }

  /** The page that asks whether to send the form, or says that it was not kept. */
  async function showRequest(incoming: Incoming, id: string): Promise<Response> {
    const { session } = await current.look(incoming)
    const step = session && (await stepUps.find(session.visitId, id))
    if (!session || !step?.request) return show.page(incoming, viewOf('request_gone'))
    const { method, path, keptAs } = step.request
    const name = `${method} ${path}`
    if (keptAs === undefined) {
      return show.page(incoming, viewOf('request_not_kept', { Back: step.returnTo }, name))
    }
    const request = await kept.find(session.visitId, keptAs)
    if (!request) return show.page(incoming, viewOf('request_gone'))
    const { enctype, fields, target } = request
    const form = { action: withResume(target, keptAs), enctype, fields, label: 'Send it' }
    const ways = { 'Do not send it': step.returnTo }
    return show.page(incoming, viewOf('request_interrupted', ways, name, form))
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
      if (/^[\w-]{22}$/.test(state)) response.headers.append('set-cookie', attempts.clear(state))
      return response
    }
    if (step) return beginStepUp(incoming, step, query)
    if (resume) return showRequest(incoming, resume)
    if (query.has('sign-in')) return beginSignIn(incoming, query)
    const ways = { 'Sign in': signInPath(plan.redirectUri) }
    return show.page(incoming, viewOf('sign_in_unknown', ways))
  }
}
