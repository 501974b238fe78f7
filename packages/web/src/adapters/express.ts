import type { NodeRequest } from '../request/incoming.ts'
import type { Web } from '../web.ts'
import { type NodeResponse, sendResponse } from './send-response.ts'
import { watchBody } from './watch-body.ts'

type Next = (error?: unknown) => void

/** Middleware of Express 5, without its types, and what handles errors. */
export interface ExpressWeb {
  (request: NodeRequest, response: NodeResponse, next: Next): Promise<void>
  /** For `app.use`, after the routes: answers what `web.respond` does, and passes any other error on. */
  readonly onError: (
    error: unknown,
    request: NodeRequest,
    response: NodeResponse,
    next: Next,
  ) => Promise<void>
}

/**
 * Puts a web application's sign-in into Express: `app.use(auth)` before what parses bodies and the routes,
 * and `app.use(auth.onError)` after them.
 */
export function expressWeb(web: Web): ExpressWeb {
  const middleware = async (request: NodeRequest, response: NodeResponse, next: Next) => {
    try {
      const answer = await web.handle(request, watchBody(request))
      if (answer) await sendResponse(response, answer)
      else next()
    } catch (error) {
      next(error)
    }
  }
  const onError: ExpressWeb['onError'] = async (error, request, response, next) => {
    try {
      const answer = response.headersSent ? undefined : await web.respond(request, error)
      if (answer) await sendResponse(response, answer)
      else next(error)
    } catch (failure) {
      next(failure)
    }
  }
  return Object.assign(middleware, { onError })
}
