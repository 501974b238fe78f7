import { isCaeError } from '@caefetch/core'
import { RefusedRequestError, SessionsUnavailableError } from '../errors.ts'
import { viewOf } from '../pages/views.ts'
import type { Parts } from '../parts.ts'
import { type Incoming, toIncoming, type WebRequest } from '../request/incoming.ts'
import { readReturnTo, signInPath } from '../request/return-to.ts'
import type { Look } from '../sessions/current-session.ts'
import { nameOf } from './asked.ts'
import { isForUser } from './calls.ts'
import { departureOf } from './departure.ts'
import type { StepUp } from './step-ups.ts'

/** So often in a row a session may be gone just after the sign-in. */
const mostLost = 1

/** Creates what tells the browser of an error: where to go, or why not. */
export function createRespond(parts: Parts) {
  const { plan, current, attempts, stepUps, calls, clients, kept, show } = parts
  const { pathname } = plan.redirectUri

  /** The page that the browser is on, or comes back to: of a form, where it stands. */
  function placeOf(incoming: Incoming): string {
    const isPage = incoming.isNavigation && !incoming.isUnsafe
    const referer = readReturnTo(incoming.header('referer'), plan.redirectUri)
    return isPage ? readReturnTo(incoming.target, plan.redirectUri) : referer
  }

  async function askToSignIn(incoming: Incoming, { ended, lost }: Look): Promise<Response> {
    const returnTo = placeOf(incoming)
    const way = { location: signInPath(plan.redirectUri, returnTo), asked: 'sign-in' }
    const end = ended ?? (lost > mostLost ? 'lost' : undefined)
    const view = end && viewOf(`session_${end}`, { 'Sign in': way.location })
    if (!incoming.isNavigation) return show.way(way, view)
    if (view) return show.page(incoming, view)
    return attempts.begin(incoming, { scopes: plan.scopes, returnTo, lost })
  }

  /** What the form of the page was, where one was being sent. */
  async function requestOf(visitId: string, incoming: Incoming): Promise<StepUp['request']> {
    if (!incoming.isNavigation || !incoming.isUnsafe) return undefined
    const keptAs = plan.isResumed ? await kept.keep(visitId, incoming) : undefined
    const [path = '/'] = incoming.target.split('?')
    return { method: incoming.method, path, ...(keptAs && { keptAs }) }
  }

  async function askToStepUp(incoming: Incoming, error: unknown, look: Look): Promise<Response> {
    const { session } = look
    if (!session) return askToSignIn(incoming, look)
    const { claims, cause } = await calls.demandOf(incoming, error)
    const scopes = clients.scopesOf(cause) ?? plan.scopes
    const wanted = { scopes, ...(claims && { claims }) }
    const isRepeated = await stepUps.isRepeated(session.id, wanted)
    const request = await requestOf(session.visitId, incoming)
    const step: StepUp = { ...wanted, returnTo: placeOf(incoming), ...(request && { request }) }
    const id = await stepUps.ask(session.visitId, step)
    const location = `${pathname}?step=${id}`
    if (isRepeated)
      return show.page(
        incoming,
        viewOf('challenge_repeated', { 'Try again': location, 'To the start page': '/' }),
      )
    if (!incoming.isNavigation) return show.way({ location, asked: nameOf(claims) })
    return attempts.begin(incoming, departureOf(session, id, step))
  }

  return async function respond(
    request: WebRequest,
    error: unknown,
  ): Promise<Response | undefined> {
    const incoming = toIncoming(request)
    try {
      if (error instanceof RefusedRequestError) {
        return show.page(incoming, viewOf(error.code))
      }
      if (isUnavailable(error)) return show.page(incoming, viewOf('sessions_unavailable'))
      if (!isCaeError(error)) return undefined
      const look = await current.look(incoming)
      if (isForUser(error)) return await askToStepUp(incoming, error, look)
      // Whatever else went wrong: the session has ended over it.
      return look.ended ? await askToSignIn(incoming, look) : undefined
    } catch (failure) {
      if (isUnavailable(failure)) return show.page(incoming, viewOf('sessions_unavailable'))
      throw failure
    }
  }
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof SessionsUnavailableError ||
  Object(error).cause instanceof SessionsUnavailableError
